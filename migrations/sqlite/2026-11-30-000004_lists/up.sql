-- Filters of lists that found their rows by reading what they did not show. The same indexes stand in
-- both trees. Those of accounts leave out what nearly every account is: a filter by that ends early.

CREATE INDEX cargo_records_hawb_list ON cargo_records (hawb, company_id, registered_at, id) WHERE hawb <> '';
CREATE INDEX accounts_state_list ON accounts (state, created_at, id) WHERE realm = 'person' AND state <> 'active';
CREATE INDEX accounts_kind_list ON accounts (kind, created_at, id) WHERE realm = 'person' AND kind <> 'general';
CREATE INDEX accounts_company_role ON accounts (company_id, realm, company_role);
CREATE INDEX invitations_company_state ON invitations (company_id, state, created_at, id);
CREATE INDEX assignments_email ON assignments (email_key, sent_at, id);
CREATE INDEX assignments_state ON assignments (state, sent_at, id);
CREATE INDEX assignments_pickups ON assignments (sent_at, id) WHERE kind = 'pickup';
CREATE INDEX assignments_sent_pickups ON assignments (company_id, sent_at, id) WHERE kind = 'pickup';
