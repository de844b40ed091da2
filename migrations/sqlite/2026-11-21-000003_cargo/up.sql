-- Companies share cargo: records, pickup requests, master data, assignments. The same tables, columns
-- and constraint names stand in the postgres tree; a test compares them. Filters of lists have an index
-- each, that ends in the order of the list; `_key` columns hold folded names.

CREATE TABLE cargo_records (
    id blob PRIMARY KEY NOT NULL,
    company_id blob NOT NULL REFERENCES companies (id),
    direction text NOT NULL CONSTRAINT cargo_records_direction CHECK (direction IN ('import', 'export')),
    mawb text NOT NULL,
    hawb text NOT NULL,
    duplicate integer NOT NULL,
    status text NOT NULL,
    alert integer NOT NULL,
    alerts text NOT NULL,
    reservation integer NOT NULL,
    bonded_warehouse text,
    bonded_warehouse_key text,
    shipper text,
    shipper_key text,
    customs_broker text,
    customs_broker_key text,
    pieces integer,
    weight_grams integer,
    flight text,
    origin text,
    destination text,
    special_handling text NOT NULL,
    registered_at integer NOT NULL,
    version integer NOT NULL,
    updated_at integer NOT NULL
) STRICT;
-- CGO-REC-01: counted and unique within the owner company; `hawb` is empty for the master. Duplicates
-- came with a company that was taken over (ORG-02).
CREATE UNIQUE INDEX cargo_records_awb ON cargo_records (company_id, mawb, hawb) WHERE NOT duplicate;
-- CGO-LST-07: an air waybill leads to its records, own and granted.
CREATE INDEX cargo_records_mawb_list ON cargo_records (mawb, registered_at, id);
CREATE INDEX cargo_records_list ON cargo_records (company_id, registered_at, id);
CREATE INDEX cargo_records_direction_list ON cargo_records (company_id, direction, registered_at, id);
CREATE INDEX cargo_records_status_list ON cargo_records (company_id, status, registered_at, id);
CREATE INDEX cargo_records_alert_list ON cargo_records (company_id, registered_at, id) WHERE alert;
CREATE INDEX cargo_records_reservation_list ON cargo_records (company_id, registered_at, id) WHERE reservation;
CREATE INDEX cargo_records_bonded_warehouse_list ON cargo_records (company_id, bonded_warehouse_key, registered_at, id);
CREATE INDEX cargo_records_shipper_list ON cargo_records (company_id, shipper_key, registered_at, id);
CREATE INDEX cargo_records_customs_broker_list ON cargo_records (company_id, customs_broker_key, registered_at, id);

CREATE TABLE cargo_steps (
    record_id blob NOT NULL REFERENCES cargo_records (id),
    number integer NOT NULL,
    status text NOT NULL,
    at integer NOT NULL,
    account_id blob NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (record_id, number)
) STRICT;

-- ACC-DG-01: one declaration for a record, replaced as a whole; a withdrawn one keeps its version.
CREATE TABLE dangerous_goods_declarations (
    record_id blob PRIMARY KEY NOT NULL REFERENCES cargo_records (id),
    declared_by blob NOT NULL REFERENCES accounts (id),
    content text NOT NULL,
    state text NOT NULL CONSTRAINT dangerous_goods_declarations_state CHECK (state IN ('declared', 'withdrawn')),
    version integer NOT NULL,
    declared_at integer NOT NULL
) STRICT;

CREATE TABLE pickup_requests (
    id blob PRIMARY KEY NOT NULL,
    company_id blob NOT NULL REFERENCES companies (id),
    shed text NOT NULL,
    shed_key text NOT NULL,
    trucking_company text,
    trucking_company_key text,
    shipper text,
    shipper_key text,
    vehicle_number text,
    vehicle_number_key text,
    scheduled_at integer NOT NULL,
    request_status text NOT NULL CONSTRAINT pickup_requests_request_status CHECK (request_status IN ('requested', 'confirmed', 'cancelled')),
    pickup_status text NOT NULL CONSTRAINT pickup_requests_pickup_status CHECK (pickup_status IN ('waiting', 'arrived', 'partly_picked_up', 'picked_up')),
    alert integer NOT NULL,
    alerts text NOT NULL,
    version integer NOT NULL,
    created_at integer NOT NULL,
    updated_at integer NOT NULL
) STRICT;
CREATE INDEX pickup_requests_list ON pickup_requests (company_id, scheduled_at, id);
CREATE INDEX pickup_requests_request_status_list ON pickup_requests (company_id, request_status, scheduled_at, id);
CREATE INDEX pickup_requests_pickup_status_list ON pickup_requests (company_id, pickup_status, scheduled_at, id);
CREATE INDEX pickup_requests_shed_list ON pickup_requests (company_id, shed_key, scheduled_at, id);
CREATE INDEX pickup_requests_trucking_company_list ON pickup_requests (company_id, trucking_company_key, scheduled_at, id);
CREATE INDEX pickup_requests_vehicle_list ON pickup_requests (company_id, vehicle_number_key, scheduled_at, id);
CREATE INDEX pickup_requests_shipper_list ON pickup_requests (company_id, shipper_key, scheduled_at, id);
CREATE INDEX pickup_requests_alert_list ON pickup_requests (company_id, scheduled_at, id) WHERE alert;

CREATE TABLE pickup_awbs (
    request_id blob NOT NULL REFERENCES pickup_requests (id),
    position integer NOT NULL,
    company_id blob NOT NULL REFERENCES companies (id),
    awb text NOT NULL,
    PRIMARY KEY (request_id, position)
) STRICT;
CREATE INDEX pickup_awbs_awb ON pickup_awbs (awb, request_id);

CREATE TABLE pickup_steps (
    record_id blob NOT NULL REFERENCES pickup_requests (id),
    number integer NOT NULL,
    status text NOT NULL,
    at integer NOT NULL,
    account_id blob NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (record_id, number)
) STRICT;

CREATE TABLE master_entries (
    id blob PRIMARY KEY NOT NULL,
    company_id blob NOT NULL REFERENCES companies (id),
    kind text NOT NULL CONSTRAINT master_entries_kind CHECK (kind IN ('bonded-warehouses', 'sheds', 'shippers', 'customs-brokers', 'trucking-companies')),
    name text NOT NULL,
    name_key text NOT NULL,
    kana text,
    kana_key text,
    code text,
    code_key text,
    version integer NOT NULL,
    created_at integer NOT NULL,
    updated_at integer NOT NULL
) STRICT;
CREATE UNIQUE INDEX master_entries_name ON master_entries (company_id, kind, name_key);
CREATE INDEX master_entries_kana ON master_entries (company_id, kind, kana_key);
CREATE INDEX master_entries_list ON master_entries (company_id, kind, created_at, id);

CREATE TABLE airlines (
    prefix text PRIMARY KEY NOT NULL,
    designator text NOT NULL,
    name text NOT NULL
) STRICT;
-- CGO-AWB-01: those that serve Japan; operators add others.
INSERT INTO airlines (prefix, designator, name) VALUES
    ('001', 'AA', 'American Airlines'),
    ('006', 'DL', 'Delta Air Lines'),
    ('014', 'AC', 'Air Canada'),
    ('016', 'UA', 'United Airlines'),
    ('018', 'HO', 'Juneyao Airlines'),
    ('020', 'LH', 'Lufthansa'),
    ('023', 'FX', 'FedEx Express'),
    ('055', 'AZ', 'ITA Airways'),
    ('057', 'AF', 'Air France'),
    ('071', 'ET', 'Ethiopian Airlines'),
    ('074', 'KL', 'KLM Royal Dutch Airlines'),
    ('079', 'PR', 'Philippine Airlines'),
    ('080', 'LO', 'LOT Polish Airlines'),
    ('081', 'QF', 'Qantas Airways'),
    ('086', 'NZ', 'Air New Zealand'),
    ('098', 'AI', 'Air India'),
    ('105', 'AY', 'Finnair'),
    ('112', 'CK', 'China Cargo Airlines'),
    ('117', 'SK', 'Scandinavian Airlines'),
    ('125', 'BA', 'British Airways'),
    ('126', 'GA', 'Garuda Indonesia'),
    ('131', 'JL', 'Japan Airlines'),
    ('139', 'AM', 'Aeromexico'),
    ('157', 'QR', 'Qatar Airways'),
    ('160', 'CX', 'Cathay Pacific'),
    ('172', 'CV', 'Cargolux'),
    ('173', 'HA', 'Hawaiian Airlines'),
    ('176', 'EK', 'Emirates'),
    ('180', 'KE', 'Korean Air'),
    ('189', 'JX', 'Starlux Airlines'),
    ('203', '5J', 'Cebu Pacific'),
    ('205', 'NH', 'All Nippon Airways'),
    ('217', 'TG', 'Thai Airways'),
    ('232', 'MH', 'Malaysia Airlines'),
    ('235', 'TK', 'Turkish Airlines'),
    ('257', 'OS', 'Austrian Airlines'),
    ('260', 'FJ', 'Fiji Airways'),
    ('272', 'K4', 'Kalitta Air'),
    ('288', 'LD', 'Air Hong Kong'),
    ('289', 'OM', 'MIAT Mongolian Airlines'),
    ('297', 'CI', 'China Airlines'),
    ('369', '5Y', 'Atlas Air'),
    ('403', 'PO', 'Polar Air Cargo'),
    ('406', '5X', 'UPS Airlines'),
    ('479', 'ZH', 'Shenzhen Airlines'),
    ('501', '7L', 'Silk Way West Airlines'),
    ('603', 'UL', 'SriLankan Airlines'),
    ('607', 'EY', 'Etihad Airways'),
    ('618', 'SQ', 'Singapore Airlines'),
    ('656', 'PX', 'Air Niugini'),
    ('668', 'TR', 'Scoot'),
    ('672', 'BI', 'Royal Brunei Airlines'),
    ('675', 'NX', 'Air Macau'),
    ('695', 'BR', 'EVA Air'),
    ('724', 'LX', 'Swiss International Air Lines'),
    ('731', 'MF', 'Xiamen Airlines'),
    ('738', 'VN', 'Vietnam Airlines'),
    ('781', 'MU', 'China Eastern Airlines'),
    ('784', 'CZ', 'China Southern Airlines'),
    ('851', 'HX', 'Hong Kong Airlines'),
    ('876', '3U', 'Sichuan Airlines'),
    ('880', 'HU', 'Hainan Airlines'),
    ('921', 'O3', 'SF Airlines'),
    ('933', 'KZ', 'Nippon Cargo Airlines'),
    ('988', 'OZ', 'Asiana Airlines'),
    ('999', 'CA', 'Air China');

CREATE TABLE assignment_batches (
    id blob PRIMARY KEY NOT NULL,
    kind text NOT NULL CONSTRAINT assignment_batches_kind CHECK (kind IN ('cargo', 'pickup')),
    company_id blob NOT NULL REFERENCES companies (id),
    sender_id blob NOT NULL REFERENCES accounts (id),
    email text NOT NULL,
    email_key text NOT NULL,
    named_company_id blob REFERENCES companies (id),
    language text NOT NULL,
    pin blob NOT NULL,
    live integer NOT NULL,
    wrong_pins integer NOT NULL,
    resends integer NOT NULL,
    mail_id blob NOT NULL,
    sent_at integer NOT NULL,
    mailed_at integer NOT NULL
) STRICT;
-- ASG-ACC-06: unique among live ones, which have a pending assignment. The others keep theirs for whoever
-- repeats his acceptance (ASG-ACC-07).
CREATE UNIQUE INDEX assignment_batches_pin ON assignment_batches (pin) WHERE live;
CREATE INDEX assignment_batches_spent_pin ON assignment_batches (pin, sent_at) WHERE NOT live;
CREATE INDEX assignment_batches_inbox ON assignment_batches (email_key, sent_at, id) WHERE live;
CREATE INDEX assignment_batches_due ON assignment_batches (sent_at) WHERE live;

CREATE TABLE assignments (
    id blob PRIMARY KEY NOT NULL,
    batch_id blob NOT NULL REFERENCES assignment_batches (id),
    kind text NOT NULL CONSTRAINT assignments_kind CHECK (kind IN ('cargo', 'pickup')),
    company_id blob NOT NULL REFERENCES companies (id),
    record_id blob NOT NULL,
    record_at integer NOT NULL,
    record_name text NOT NULL,
    email_key text NOT NULL,
    state text NOT NULL CONSTRAINT assignments_state CHECK (state IN ('pending', 'accepted', 'cancelled', 'expired', 'revoked', 'removed')),
    sent_at integer NOT NULL,
    accepted_by blob REFERENCES accounts (id),
    accepted_company_id blob REFERENCES companies (id),
    accepted_at integer,
    ended_at integer,
    released integer NOT NULL,
    CONSTRAINT assignments_accepted CHECK ((accepted_at IS NULL) = (accepted_by IS NULL) AND (accepted_at IS NULL) = (accepted_company_id IS NULL)),
    CONSTRAINT assignments_ended CHECK ((state IN ('pending', 'accepted')) = (ended_at IS NULL))
) STRICT;
CREATE INDEX assignments_batch ON assignments (batch_id);
-- ASG-SND-04: one pending assignment per record and address.
CREATE UNIQUE INDEX assignments_pending ON assignments (record_id, email_key) WHERE state = 'pending';
CREATE INDEX assignments_latest ON assignments (record_id, email_key, sent_at, id);
CREATE INDEX assignments_inbox ON assignments (email_key, kind, sent_at, id) WHERE state = 'pending';
-- One grant of a record to a company: what lists of the other company walk, and counts without the rows.
CREATE UNIQUE INDEX assignments_grant ON assignments (record_id, accepted_company_id) WHERE state = 'accepted';
CREATE INDEX assignments_granted_list ON assignments (accepted_company_id, kind, record_at, record_id, company_id) WHERE state = 'accepted';
CREATE INDEX assignments_record ON assignments (record_id, sent_at, id);
CREATE INDEX assignments_sent ON assignments (company_id, sent_at, id);
CREATE INDEX assignments_sent_state ON assignments (company_id, state, sent_at, id);
CREATE INDEX assignments_all ON assignments (sent_at, id);

-- ASG-WHY-01: when a company looked at what it was granted. Apart from the grant, every index of which a
-- look would write again.
CREATE TABLE assignment_looks (
    assignment_id blob PRIMARY KEY NOT NULL REFERENCES assignments (id),
    first_seen_at integer NOT NULL,
    last_seen_at integer NOT NULL
) STRICT;

-- ASG-INQ-01: an inquiry may name an assignment of its company.
ALTER TABLE inquiries ADD COLUMN assignment_id blob REFERENCES assignments (id);
