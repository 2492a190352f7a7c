namespace Reprise.Demo.Stories;

/// <summary>Single questions from desks: summaries, code, translation, review labels.</summary>
internal static class DeskStories
{
    private const string Summarise = "Summarise for a busy colleague in three sentences. Keep numbers and names.";

    public static Story Summaries { get; } = new("summaries", Summarise,
    [
        new("Summarise this note:\n\nThe Hull warehouse counted its stock on 3 November. Of 18,240 items 212 were not where the system said, most of them small parts on shelf rows F and G. Two causes were found: parts are put back by hand after returns, and the labels on row G are faded. New labels come in week 47; the returns desk gets a scanner of its own. The next count is planned for January.",
            new StoryLine("The Hull stock count of 3 November found 212 of 18,240 items in the wrong place, mostly small parts on rows F and G. Returns put back by hand and faded labels on row G are the causes. Row G gets new labels in week 47, the returns desk gets a scanner, and the next count is in January.")),
        new("Summarise this note:\n\nWe tried the new search on a tenth of visitors for two weeks. People who used it found a product in 2.1 searches instead of 2.9 and bought slightly more often (4.4 % against 4.1 %), though the last difference may be chance. The new search costs 310 pounds a month more to run. Misspelt brand names are still a weak point. Anna suggests giving it to everyone and repairing brand names in December.",
            new StoryLine("A two-week trial on a tenth of visitors cut the searches per found product from 2.9 to 2.1; sales rose from 4.1 % to 4.4 %, which may be chance. It costs 310 pounds more a month and still stumbles over misspelt brands. Anna proposes to give it to everyone now and repair brand names in December.")),
        new("Summarise this note:\n\nThe autumn catalogue went to 41,000 homes. 1,870 orders name its code, worth 161,000 pounds. Printing and post came to 38,500 pounds. Orders came mostly from people over fifty and for packs and boots. The spring issue could be a third shorter: the last twelve pages brought only 40 orders.",
            new StoryLine("The autumn catalogue reached 41,000 homes, cost 38,500 pounds and brought 1,870 orders worth 161,000 pounds, mostly packs and boots for people over fifty. The last twelve pages brought only 40 orders. The spring issue could therefore be a third shorter.")),
    ]);

    public static Story Code { get; } = new("code", "You are a careful programmer. Answer with code and one sentence.",
    [
        new("Write a SQL query for the ten customers with the most returns this year.",
            new StoryLine("```sql\nSELECT customer_id, COUNT(*) AS returns\nFROM returns\nWHERE returned_at >= date_trunc('year', now())\nGROUP BY customer_id\nORDER BY returns DESC\nLIMIT 10;\n```\nAdd an index on `returned_at` if the table is large.") { Thought = "They want the top ten by count. Group by customer, filter on this year, order descending." }),
        new("Why does my C# code throw 'Collection was modified' inside a foreach?",
            new StoryLine("Because the loop body adds to or removes from the list it walks over. Collect what is to change in a second list and apply it after the loop, or walk backwards with a plain `for`.") { Thought = "The exception comes from the version check of the enumerator. The fix is to separate reading from changing." }),
        new("Is there a way to make this regular expression faster: ^(a+)+$",
            new StoryLine("Yes: `^a+$` matches exactly the same strings. The nested repetition lets the engine split a run of letters in very many ways, which takes exponential time on a string that does not match.") { Thought = "Nested quantifiers on the same letter: catastrophic backtracking. The inner group is superfluous." }),
        new("A train leaves at 9:40 and takes 3 hours 35 minutes, but stands still for 20 minutes. When does it arrive?",
            new StoryLine("At 13:35: 9:40 plus 3 hours 35 minutes is 13:15, and the stop adds 20 minutes.") { Thought = "9:40 + 3:35 = 13:15. Standing still adds 20 minutes, unless the 3:35 includes it; the wording says it takes that long but stands still, so add it. 13:35." }),
    ]);

    public static Story Reviews { get; } = new("reviews", "Label the review. Answer with JSON: sentiment (positive, neutral, negative), topic (one word), urgent (true or false).",
    [
        new("Review {order}: Lovely jacket, kept me dry for a week in Wales.", new StoryLine("""{"sentiment":"positive","topic":"rainwear","urgent":false}""")),
        new("Review {order}: The zip of the pack broke on day two. Not what I expect at this price.", new StoryLine("""{"sentiment":"negative","topic":"packs","urgent":false}""")),
        new("Review {order}: Gas cartridge hissed after I took it off the stove, I threw it out of the tent!", new StoryLine("""{"sentiment":"negative","topic":"stoves","urgent":true}""")),
        new("Review {order}: Arrived on time. Have not used it yet.", new StoryLine("""{"sentiment":"neutral","topic":"delivery","urgent":false}""")),
        new("Review {order}: Best socks I own. No blisters on the West Highland Way.", new StoryLine("""{"sentiment":"positive","topic":"socks","urgent":false}""")),
        new("Review {order}: Colour is a bit different from the picture but fine.", new StoryLine("""{"sentiment":"neutral","topic":"colour","urgent":false}""")),
    ]);

    public static Story Translations { get; } = new("translations", "Translate into German. Answer with the translation only.",
    [
        new("Your parcel is on its way and will arrive tomorrow.", new StoryLine("Ihr Paket ist unterwegs und kommt morgen an.")),
        new("This tent is sold out; the next delivery is expected in March.", new StoryLine("Dieses Zelt ist ausverkauft; die nächste Lieferung wird im März erwartet.")),
        new("Please dry the sleeping bag before you store it.", new StoryLine("Bitte trocknen Sie den Schlafsack, bevor Sie ihn verstauen.")),
    ]);

    public static IReadOnlyList<Story> All { get; } = [Summaries, Code, Reviews, Translations];

    /// <summary>Passages of the shop's handbook, for embeddings.</summary>
    public static IReadOnlyList<string> Passages { get; } =
    [
        "Boots can be exchanged for another size free of charge within 60 days.",
        "Tents and packs carry ten years of warranty; the workshop repairs seams, poles and zips.",
        "A sleeping bag should be stored loosely, never in its stuff sack.",
        "Gas cartridges may not be sent back by post.",
        "Members collect three per cent on each order and see sales a day early.",
        "Down keeps warm only while it is dry; synthetic filling forgives a wet night.",
        "To find the right length of a pack, measure from the bone at the neck to the top of the hips.",
        "Waterproof jackets should be washed with soap made for them, and proofed again when water no longer beads.",
    ];
}
