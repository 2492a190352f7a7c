namespace Reprise.Demo.Stories;

/// <summary>Agents that work with tools: each run is a trace of model calls and tool calls.</summary>
internal static class AgentStories
{
    public static IReadOnlyList<Story> All { get; } =
    [
        new("refund agent", "You handle refunds. Look the order up, check the rules, then act. Use the tools; never guess an amount.",
        [
            new("Customer asks for a refund of order {order}: the stove arrived broken. Please handle it.",
                StoryLine.Call("find_order", """{"order_id":"{order}"}""", """{"order_id":"{order}","status":"delivered","total":74.5,"currency":"GBP","items":[{"sku":"STV-110","name":"Wren stove","price":69.5}],"delivered_on":"2026-11-14"}""") with { Thought = "I need the order before I can say anything about the amount." },
                StoryLine.Call("check_policy", """{"order_id":"{order}","reason":"damaged_on_arrival"}""", """{"allowed":true,"rule":"damaged goods: full price, postage included","needs_photo":false}""") with { Thought = "Delivered six days ago, the reason is damage. The policy decides whether postage is included." },
                StoryLine.Call("create_refund", """{"order_id":"{order}","amount":74.5,"currency":"GBP","reason":"damaged_on_arrival"}""", """{"refund_id":"rf_20931","state":"created","expected_on":"2026-11-27"}"""),
                new StoryLine("Done: the refund for order {order} is created, 74.50 GBP including postage, because the stove was damaged on arrival. The customer should see it by 27 November. No photo is needed and the stove does not have to come back.")),
        ]),
        new("on-call agent", "You are on call for a web shop. Find out what is wrong from metrics and logs, then propose one action. Read only; do not restart anything yourself.",
        [
            new("Alert {order}: checkout latency p95 is above two seconds. What is going on?",
                StoryLine.Call("query_metrics", """{"query":"checkout_latency_p95","minutes":60}""", """{"points":[["10:05",0.41],["10:20",0.44],["10:35",2.31],["10:50",2.74]]}"""),
                StoryLine.Call("search_logs", """{"service":"checkout","text":"timeout","minutes":30}""", """{"count":1893,"examples":["payment: pool exhausted, waited 2000 ms for a connection"]}"""),
                StoryLine.Call("list_deploys", """{"service":"checkout","hours":3}""", """{"deploys":[{"version":"2026.11.20-2","at":"10:31","change":"payment client: pool size from settings"}]}"""),
                new StoryLine("Latency jumped at 10:35, four minutes after version 2026.11.20-2 went out. That version reads the size of the payment connection pool from settings, and the logs show 1,893 waits for a connection: the setting is most likely missing, so the pool fell back to a small default. Proposed action: roll back to the version before, then set the pool size and deploy again.")),
        ]),
        new("travel agent", "You plan walking trips. Use the tools for trains and weather. Give one plan, not three.",
        [
            new("Plan a two-day walk from Edinburgh for four people next weekend, not too hard, with a bed in between.",
                StoryLine.Call("get_weather", """{"place":"Peebles","days":4}""", """{"saturday":"dry, 9 C, light wind","sunday":"showers after 14:00, 8 C"}"""),
                StoryLine.Call("find_trains", """{"from":"Edinburgh","to":"Galashiels","date":"saturday"}""", """{"trains":[{"departs":"08:24","arrives":"09:19"},{"departs":"08:54","arrives":"09:50"}]}"""),
                new StoryLine("Take the 08:24 to Galashiels on Saturday and walk along the Tweed to Peebles: 29 km, but flat, and Saturday stays dry. Sleep in Peebles. On Sunday walk the short loop over Cademuir Hill, 9 km, and be down by 13:00, before the showers. The X62 bus brings you back to Edinburgh every half hour.")),
        ]),
    ];

    /// <summary>The tools of all agents, with a description each.</summary>
    public static IReadOnlyList<(string Name, string Description)> Tools { get; } =
    [
        ("find_order", "Find one order by its number."),
        ("check_policy", "Say whether a refund is allowed and why."),
        ("create_refund", "Create a refund. Not reversible."),
        ("query_metrics", "Read a metric over the last minutes."),
        ("search_logs", "Count and sample log lines of a service."),
        ("list_deploys", "List what was deployed in the last hours."),
        ("get_weather", "Forecast for a place."),
        ("find_trains", "Trains between two stations on a day."),
    ];
}
