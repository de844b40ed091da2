DROP TRIGGER companies_standing;
DROP TRIGGER accounts_standing;
ALTER TABLE sessions DROP COLUMN standing;
