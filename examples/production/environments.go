// Where the application runs, and what differs there. Everything else is the
// same, so that staging shows what production will do.

package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/gatehouse-go/gatehouse/restapi"
)

// environment is a stack of its own, with its own functions, tables and rights.
type environment struct {
	name            string // the stack's
	account, region string // "" is whatever "cdk deploy" is called with
	zone, zoneID    string // the hosted zone of the domains
	partners, staff string // domains: of partners, and of the staff
	onCall          string // who gets the alarms
	logDays         int
	sandbox, live   restapi.Throttle // of the stages for partners
}

var environments = []environment{
	{
		name:     "Staging",
		zone:     "staging.example.com",
		zoneID:   "Z0000000STAGING",
		partners: "partners.staging.example.com",
		staff:    "staff.staging.example.com",
		onCall:   "developers@example.com",
		logDays:  7,
		sandbox:  restapi.Throttle{Rate: 5, Burst: 10},
		live:     restapi.Throttle{Rate: 10, Burst: 20},
	},
	{
		name:     "Production",
		account:  "111111111111",
		region:   "eu-central-1",
		zone:     "example.com",
		zoneID:   "Z000000PRODUCTION",
		partners: "partners.example.com",
		staff:    "staff.example.com",
		onCall:   "on-call@example.com",
		logDays:  365,
		sandbox:  restapi.Throttle{Rate: 10, Burst: 20},
		live:     restapi.Throttle{Rate: 500, Burst: 1000},
	},
}

// aws is the account and region of the stack, as far as they are known.
func (e environment) aws() *awscdk.Environment {
	env := &awscdk.Environment{}
	if e.account != "" {
		env.Account, env.Region = &e.account, &e.region
	}
	return env
}
