DROP TRIGGER companies_standing ON companies;
DROP FUNCTION company_changes_standing();
DROP TRIGGER accounts_standing ON accounts;
DROP FUNCTION account_changes_standing();
ALTER TABLE sessions DROP COLUMN standing;
