namespace Reprise.Privacy.Detection.Secrets;

/// <summary>
/// Secrets without a mark of their own: a name says whose they are, and their form is known. A line: the names (humps as in code, so that <c>etsy</c> is not found within
/// <c>SetSysctl</c>), type, forms. What stands beside such a name and has none of the forms is no key of this kind, and no unknown one either, but where the first word is
/// <c>open</c>: there other forms are usual as well.
/// </summary>
internal static class SecretContexts
{
    public const string Table = """
        only adafruit                          adafruit_key             {W32}
        only adobe                             adobe_secret             {x32} p8e-{l32}
        only airtable                          airtable_key             {a17}
        only algolia                           algolia_key              {l32}
        only alibaba,aliyun                    alibaba_secret           {l30} {a30}
        only asana                             asana_secret             {d16} {l32}
        open atlassian,confluence,jira         atlassian_token          {l20}{h4} {a24}
        open aws                               aws_secret_key           {b40}
        open secretAccessKey,secret_access_key,secret-access-key        aws_secret_key           {b40} {x48}
        open azure                             azure_key                {h32} {b86}== {W43}=
        only bamboo,beamer                     beamer_token             b_{p44}
        only bitbucket                         bitbucket_secret         {a32} {p64}
        only bittrex                           bittrex_key              {l32}
        open contribsys__com                   sidekiq_secret           {h8}:{h8}
        only meraki                            cisco_meraki_key         {h40}
        only clickhouse,clickHouse             clickhouse_key           4b1d{a38}
        open cloudant                          cloudant_password        {h64} {l24}
        open cloudflare                        cloudflare_key           {W40} {h37}
        only codecov                           codecov_token            {l32} {uuid}
        only cohere,co_api_key                 cohere_key               {a40}
        only coinbase                          coinbase_key             {W64}
        only confluent                         confluent_key            {a16} {a64}
        only contentful                        contentful_token         {p43}
        open cos,coshmac,ibmcos                       ibm_cos_key              {h48}
        only databricks                        databricks_token         dapi{h32} dapi{h32}-{d1}
        only datadog                           datadog_key              {l40} {h32}
        only discord                           discord_secret           {h64} {d17-19} {p32}
        only droneci                           droneci_token            {l32}
        only dropbox                           dropbox_key              {l15} sl.{p135} {a11}AAAAAAAAAA{p43}
        only easypost                          easypost_key             EZAK{a54} EZTK{a54}
        only etsy                              etsy_key                 {l24}
        open facebook                          facebook_secret          {x32} {d15-16}|{W27}
        only fastly                            fastly_token             {p32}
        only finicity                          finicity_key             {h32} {l20}
        only finnhub                           finnhub_key              {l20}
        only flickr                            flickr_key               {l32} {l16}
        only freshbooks                        freshbooks_token         {l64}
        only gitter                            gitter_token             {W40}
        only gocardless                        gocardless_token         live_{p40} sandbox_{p40}
        only heroku                            heroku_key               {uuid} HRKU-{W58-64}
        only hubspot                           hubspot_key              {uuid} pat-{l3}-{uuid}
        open ibm,apikey,api_key,api-key,cloud_key,cloud-key,iam_key,iam-key,iam   ibm_cloud_key            {W44}
        only intercom                          intercom_token           {p60}
        open jfrog,jFrog,artifactory,bintray,xray,jfrog_platform        jfrog_token              {l64} {l73}
        open kraken                            kraken_secret            {k80-90}
        only kucoin                            kucoin_key               {h24} {uuid}
        only launchdarkly,launchDarkly         launchdarkly_key         {p40}
        open linear                            linear_secret            {h32}
        only linkedin,linkedIn                 linkedin_secret          {l14} {l16}
        only lob                               lob_key                  live_{h35} test_{h35} live_pub_{h31} test_pub_{h31}
        only looker                            looker_secret            {l20} {l24}
        only mailchimp                         mailchimp_key            {h32}-us{d1-2}
        only mailgun                           mailgun_key              key-{h32} pubkey-{h32} {h32}-{h8}-{h8}
        only mapbox                            mapbox_token             pk.{a60}.{a22} sk.{a60}.{a22}
        only mattermost                        mattermost_token         {l26}
        only maxmind                           maxmind_key              {a6}_{a29}_mmk {a16}
        only messagebird,messageBird,message_bird,message-bird          messagebird_key          {l25} {uuid}
        only netlify                           netlify_token            {p40-46}
        only newrelic,newRelic,new_relic,new-relic                      new_relic_key            {l64} NRAK-{l27} NRJS-{h19} NRII-{p32}
        only nytimes,new_york_times,newyorktimes                        nytimes_key              {p32}
        only okta                              okta_token               00{p40}
        open opsgenie                          opsgenie_key             {uuid}
        open pagerduty,pagerDuty               pagerduty_key            {W20} {h32}
        only plaid                             plaid_secret             {a24} {a30} access-{l7-11}-{uuid}
        only planetscale,planetScale           planetscale_token        pscale_tkn_{P32-64} pscale_oauth_{P32-64} pscale_pw_{P32-64}
        only privateai,privateAi,private_ai,private-ai                  privateai_key            {l32}
        only rapidapi,rapidApi                 rapidapi_key             {W50}
        open scaleway                          scaleway_key             {uuid}
        only sendbird,sendBird                 sendbird_key             {h40} {uuid}
        open sentry                            sentry_token             {h64}
        only sl_api,sl-api,sl_apikey,sl-apikey,sl_key,sl-key,softlayer  softlayer_key            {x64}
        only snyk                              snyk_token               {uuid}
        open sonar                             sonar_token              {a40} squ_{a40} sqp_{a40} sqa_{a40}
        open sourcegraph                       sourcegraph_token        {x40}
        only square                            square_token             sq0atp-{W22} sq0csp-{W43} EAAA{W60} sq0atp-{W43}
        only squarespace                       squarespace_key          {uuid}
        only sumo,sumologic,sumoLogic          sumologic_key            su{a12} {a64}
        only telegram,telegr                   telegram_token           {d5-16}:A{W34}
        only travis                            travis_token             {a22}
        only trello                            trello_token             {a32} {a64} ATTA{x64}
        only twilio                            twilio_key               SK{x32} {x32}
        only twitch                            twitch_token             {l30}
        open twitter                           twitter_key              {l45} {d15-25}-{a20-40} {l25} {l50} AAAAAAAAAAAAAAAAAAAAAA{r80-100} {a25} {a50}
        only yandex                            yandex_key               YC{W38} AQVN{W34-40} t1.{W1-100}.{W80-100}
        only zendesk                           zendesk_key              {l40}
        open zoom                              zoom_secret              {a32}
        """;
}
