-- The standing of a session counts how often what its account may do was changed while it lasted: state, kind, company,
-- role, address, dangerous-goods qualification of the account; state, business roles, verified name of the company. A
-- change is refused when its caller has not the standing any more with which it was let in. Triggers count, so that no
-- statement forgets to.

ALTER TABLE sessions ADD COLUMN standing bigint NOT NULL DEFAULT 0;

CREATE FUNCTION account_changes_standing() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  UPDATE sessions SET standing = standing + 1 WHERE account_id = NEW.id AND ended_at IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER accounts_standing AFTER UPDATE ON accounts FOR EACH ROW
WHEN ((OLD.state, OLD.kind, OLD.company_id, OLD.company_role, OLD.email_key, OLD.dangerous_goods_qualified)
  IS DISTINCT FROM (NEW.state, NEW.kind, NEW.company_id, NEW.company_role, NEW.email_key, NEW.dangerous_goods_qualified))
EXECUTE FUNCTION account_changes_standing();

CREATE FUNCTION company_changes_standing() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  UPDATE sessions SET standing = standing + 1 WHERE ended_at IS NULL
    AND account_id IN (SELECT id FROM accounts WHERE company_id = NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER companies_standing AFTER UPDATE ON companies FOR EACH ROW
WHEN ((OLD.state, OLD.business_roles, OLD.name_verified)
  IS DISTINCT FROM (NEW.state, NEW.business_roles, NEW.name_verified))
EXECUTE FUNCTION company_changes_standing();
