namespace Reprise.Privacy.Detection.Secrets;

/// <summary>
/// Secrets that show what they are by themselves. A line: type, forms, and what else has to hold: <c>floor</c> is the least entropy
/// of the whole token (where nothing stands: 3 bits a character for long ones, 2.5 for short ones), <c>digit</c> asks for a digit among them, <c>near</c> asks for a word of keys nearby, for formats whose owners also publish them.
/// </summary>
internal static class SecretFormats
{
    public const string Clouds = """
        aws_access_key           [AKIA|ASIA|ABIA|ACCA]{u16} A3T{u1}{u16}                                floor=0
        aws_bedrock_key          ABSKQmVkcm9ja0FQSUtleS1{B109-269} bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t
        gcp_api_key              AIza{W35}                                                              floor=3.5 near
        gcp_oauth_token          ya29.{W30-400}
        gcp_oauth_secret         GOCSPX-{W28}
        azure_client_secret      {t3}{d1}Q~{t31-34}                                                     floor=3
        azure_storage_key        AccountKey=^{b86}== SharedAccessKey=^{B43-44} {b76}+ASt{b6}==
        azure_sas                sig=^{r43-80}%3D                                                        floor=3
        alibaba_access_key       LTAI{a12-24}
        tencent_secret_id        AKID{a32}
        digitalocean_token       [doo|dop|dor]_v1_{h59-64}
        heroku_key               HRKU-{W58-64}
        flyio_token              fo1_{W43} [fm1|fm1a|fm1r|fm2]_{B80-900}
        cloudflare_origin_key    v1.0-{h24}-{h146}
        databricks_token         dapi{x32} dapi{x32}-{d1-2}
        yandex_token             t1.{W1-100}.{W80-100}{p1-6} AQVN{W34-40} YC{W38}
        scaleway_key             SCW{u17}
        vercel_token             [vcp|vci|vca|vcr|vck]_{W24-60}
        netlify_token            [nfp|nfc|nfo|nfu|nfb]_{a36}
        planetscale_token        pscale_[tkn|oauth|pw|api]_{P32-64}
        supabase_key             sbp_{h40} sb_secret_{W31-40}
        neon_key                 napi_{l60-70}
        openshift_token          sha256~{W43}
        pulumi_token             pul-{h40}
        terraform_token          {a14}.atlasv1.{p60-70}
        vault_token              hvs.{W90-120} hvb.{W138-300} hvr.{W90-120}
        vault_token              s.{a24}                                                                floor=3 digit
        doppler_token            dp.[pt|ct|scim|audit|sa].{a43-44} dp.st.{W1-35}.{a40-44}
        onepassword_key          A3-{u6}-{u11}-{u5}-{u5}-{u5} A3-{u6}-{u6}-{u5}-{u5}-{u5}
        onepassword_token        ops_eyJ{B250-1500}                                                     floor=3.5
        age_key                  AGE-SECRET-KEY-1{u58}                                                  floor=0
        infracost_key            ico-{a32}
        prefect_key              [pnu|pnb]_{l36}
        harness_token            [pat|sat].{W22}.{a24}.{a20}
        scalingo_token           tk-us-{W48}
        authress_key             [sc|ext|scauth|authress]_{l5-30}.{l4-6}.acc_{W10-32}.{k30-120} [sc|ext|scauth|authress]_{l5-30}.{l4-6}.acc-{W10-32}.{k30-120}
        """;

    public const string Models = """
        openai_key               sk-[proj|svcacct|admin|None]-{W20-150}T3BlbkFJ{W20-150} sk-{a20}T3BlbkFJ{a20} sk-[proj|svcacct|admin]-{W100-170} sk-{a48} sess-{a40}
        anthropic_key            sk-ant-[api03|admin01|oat01|ort01]-{W93}AA
        openrouter_key           sk-or-v1-{h64}
        deepseek_key             sk-{h32}
        huggingface_token        hf_{a34} api_org_{a34}                                                 floor=3
        perplexity_key           pplx-{a48}
        groq_key                 gsk_{a52}
        xai_key                  xai-{a80}
        replicate_token          r8_{a37}
        fireworks_key            fw_{a22-24}                                                            floor=3
        together_key             tgp_v1_{W40-48}
        langsmith_key            lsv2_[pt|sk]_{h32}_{h10}
        langfuse_key             [sk|pk]-lf-{uuid}
        nvidia_key               nvapi-{W60-70}
        pinecone_key             pcsk_{W60-80}
        voyage_key               pa-{W43}                                                               floor=3.5
        tavily_key               tvly-{W32} tvly-[dev|prod]-{W32}
        elevenlabs_key           sk_{h48}
        wandb_key                wandb_v1_{W60-90}
        """;

    public const string Code = """
        github_token             [ghp|gho|ghu|ghs|ghr]_{a36} github_pat_{w82}
        gitlab_token             glpat-{W20} glpat-{W27-300}.{l2}{l7-9} [gldt|glft|glsoat|glffct|glrtr]-{W20} glrt-{W20} glrt-t{d1}_{W27-300}.{l2}{l7-9} glcbt-{x1-5}_{W20} glcbt-{a1-5}_{W20} glptt-{h40} GR1348941{W20-50} glimt-{W25} glagent-{W50} gloas-{W64} _gitlab_session={l32}
        bitbucket_token          ATBB{a32} ATCTT3xFfGN0{k100-250}
        npm_token                npm_{a36}
        pypi_token               pypi-AgEIcHlwaS5vcmc{W50-1000} pypi-AgENdGVzdC5weXBpLm9yZw{W50-1000}
        rubygems_key             rubygems_{h48}
        clojars_token            CLOJARS_{a60}
        docker_token             dckr_[pat|oat]_{W27-32}
        nuget_key                oy2{l43}
        crates_token             cio{a32}
        artifactory_key          AKC{a69} cmVmd{a59} AKCp{a69} [AKC|AP2|AP3|AP5|AP6|APA|APB]{a10-120}   floor=3
        sonar_token              [squ|sqp|sqa]_{a40}
        snyk_token               snyk_[uat|sat].{h8}.{k20-400}
        sourcegraph_token        sgp_local_{x40} sgp_{x16}_{x40} sgp_{x40}
        codacy_token             coda_{a36}
        buildkite_token          [bkua|bkaj|bkct]_{a40}
        circleci_token           CCIPAT_{a22}_{h40} CCIPRJ_{a22}_{h40}
        postman_key              PMAK-{x24}-{x34}
        readme_key               rdme_{l70}
        linear_key               lin_api_{a40} lin_oauth_{a64}
        launchdarkly_key         [sdk|mob|api]-{h8}-{h4}-{h4}-{h4}-{h12}
        grafana_token            glsa_{a32}_{x8} glc_{B32-400} eyJrIjoi{a70-400} eyJrIjoi{a70-400}= eyJrIjoi{a70-400}==
        sentry_token             sntrys_eyJpYXQi{B80-500}_{B43-44} sntryu_{h64}
        datadog_key              ddapi_{a32} [pub|ddpat]_{h40}
        new_relic_key            NRAK-{a27} NRII-{p32} NRJS-{h19} NRRA-{h42} NRAA-{h27} {h36}NRAL
        dynatrace_token          dt0c01.{u24}.{u64} dt0c01.{a24}.{a64} dt0s[01|02|16].{u8}.{u64}
        octopus_key              API-{u26}                                                              floor=3
        defined_key              dnkey-{p26}-{p52}
        rapid_token              rpa_{a40}
        clickhouse_key           4b1d{a38}
        """;

    public const string Services = """
        slack_token              xoxb-{d10-13}-{d10-13}{W10-60} xoxb-{d8-14}-{a18-26} [xoxp|xoxe]-{d10-13}-{d10-13}-{d10-13}-{W28-34} xoxe-{d10-13}-{d10-13}-{d10-13}-{W28-34} [xoxs|xoxo]-{d1-13}-{d1-13}-{d1-13}-{x8-64} [xoxa|xoxr]-{d1}-{a8-48} [xoxa|xoxr]-{a8-48} [xoxa|xoxr]-{d1}-{d6-13}-{d6-13}-{d6-13}-{h8-48} xoxe-{d1}-{a146} xoxe.[xoxb|xoxp]-{d1}-{a163-166} xapp-{d1}-{u1-20}-{d1-20}-{a16-80} [xoxc|xoxd]-{r20-250} floor=2.5
        slack_webhook            http[s|]://hooks.slack.com/[services|workflows|triggers]/{k40-70}
        discord_webhook          https://[discord.com|discordapp.com]/api/webhooks/{d17-20}/{W60-72}
        discord_token            {W24-28}.{W6}.{W27-38}                                          floor=3
        teams_webhook            {D3-60}.webhook.office.com/webhookb2/{W36}@{W36}/IncomingWebhook/{a32}/{W36}
        telegram_token           {d8-10}:AA{W33}
        stripe_key               [sk|rk]_[live|test|prod]_{a10-99} whsec_{B32-64}
        square_token             sq0atp-{W22-60} EAAA{W60} sq0csp-{W43}
        paypal_token             access_token$production${l16}${h32}
        braintree_token          access_token${a10}${l16}${h32}
        plaid_token              access-[sandbox|development|production]-{uuid}
        shopify_token            [shpat|shpca|shppa|shpss|shpua]_{x32}
        easypost_key             EZ[AK|TK]{a54}
        shippo_token             shippo_[live|test]_{x40}
        duffel_token             duffel_[test|live]_{p43}
        gocardless_token         live_{p40} sandbox_{p40}                                               floor=3
        lob_key                  [live|test]_{h35} [live|test]_pub_{h31}
        flutterwave_key          FLWSECK_TEST-{x32}-X FLWPUBK_TEST-{x32}-X FLWSECK-{x32}-X FLWPUBK-{x32}-X FLWSECK_TEST-{x12}
        razorpay_key             rzp_[live|test]_{a14}
        sendgrid_key             SG.{W22}.{W43} SG.{P66}                                                floor=3
        sendinblue_key           xkeysib-{h64}-{l16}
        mailchimp_key            {h32}-us{d1-2}
        mailgun_key              key-{h32} pubkey-{h32} {h32}-{h8}-{h8}
        postmark_token           pmak_{a32}
        resend_key               re_{a8}_{a24}
        twilio_key               [SK|AC]{h32}
        messagebird_key          [live|test]_{a25}
        intercom_token           dG9rOj{B40-90}
        facebook_token           {d15-16}|{W27-40} EAA[C|M]{a100-400} EAA[C|M]{a100-400}Z{a0-100}Z
        instagram_token          IGQV{a100-250}
        twitter_token            AAAAAAAAAAAAAAAAAAAAAA{r80-100}
        dropbox_token            sl.{p130-152} {a11}AAAAAAAAAA{p43}
        atlassian_token          ATATT3xFfGF0{p160-200} ATATT3{p186}
        airtable_token           pat{a14}.{h64}
        asana_token              [0|1]/{d16}:{h32} [1|2]/{d16}/{d16}:{h32}
        notion_token             ntn_{d11}{a35} secret_{a43}                                            floor=3
        figma_token              figd_{W40}
        hubspot_token            pat-[na1|eu1|na2]-{uuid}
        mapbox_token             [pk|sk|tk].{a60-120}.{a20-40}
        typeform_token           tfp_{P59}
        frameio_token            fio-u-{p64}
        beamer_token             b_{p44}                                                                floor=3.5
        adafruit_key             aio_{a28}
        maxmind_key              {a6}_{a29}_mmk
        intra42_secret           s-s4t2[ud|af]-{h64}
        settlemint_token         sm_[aat|pat|sat]_{a16}
        zapier_webhook           https://hooks.zapier.com/hooks/catch/{d5-12}/{a6-12}
        sidekiq_secret           {h8}:{h8}@[gems|enterprise].contribsys.com
        okta_token               SSWS{W42}
        openvpn_key              eyJub25jZSI6{B60-400}
        """;
}
