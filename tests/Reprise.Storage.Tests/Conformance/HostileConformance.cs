using System.Text;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Tests.Conformance;

/// <summary>Values that a sender may send, by mistake or on purpose, at the ends of what their types hold. They are kept, found, and harm nobody.</summary>
public abstract class HostileConformance(StoreFixture fixture) : StoreConformance(fixture)
{
    private static readonly string[] s_texts =
    [
        "\0", "a\0b", "\0\0end", "'", "''; DROP TABLE interactions; --", "\"", "\\", "\\N", "\\x00", "$$", "{a,b}", "[\"a\"]", "NULL", "null", "%s", "{0}", "a\tb\nc\r\nd", " lead and trail ",
        "🙂👩‍👩‍👧‍👦", "שלום עולם", "\u202eabc\u202c", "e\u0301", "\ufeffmark", "\u0001\u001f\u007f\u0085", "\uffff\ufffe", "00000000-0000-0000-0000-000000000000", "NaN", "1e400", "٣", new string('ü', 300),
    ];

    private static readonly string s_megabyte = string.Concat(Enumerable.Repeat("lorem ipsum 🙂 ", (1 << 20) / 15));

    private static readonly System.Reflection.PropertyInfo[] s_textColumns =
        [.. typeof(Interaction).GetProperties().Where(member => member.PropertyType == typeof(string) && member.CanWrite && member.Name is not ("Project" or "Metadata" or "FileMetadata"))];

    [Fact]
    public async Task Any_text_is_kept_in_every_column_and_found_by_it()
    {
        var store = await OpenAsync();
        var all = s_texts.Select((text, i) => InEveryColumn(Samples.Recorded(i), text)).ToArray();
        await AppendAsync(store, all);
        foreach (var (one, text) in all.Zip(s_texts)) Difference.ShouldBeSame(await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation), one, text);
        var fields = FilterFields.All.Where(field => field.Type is FilterFieldType.Text or FilterFieldType.TextSet && field.Name is not ("id" or "cache_source" or "replay_of" or "kind" or "status" or "label")).ToArray();
        fields.Length.ShouldBeGreaterThan(15);
        foreach (var (one, text) in all.Zip(s_texts))
        {
            foreach (var field in fields)
            {
                var query = new InteractionQuery { Project = Samples.Project, Filter = new FieldFilter(field, FilterOperator.Equal, text) };
                (await store.SearchAsync(query, Cancellation)).Items.Select(item => item.Interaction.Id).ShouldBe([one.Interaction.Id], $"{field.Name} is {text}");
            }
        }
    }

    [Fact]
    public async Task Text_with_half_a_surrogate_pair_is_kept_or_mended_and_refuses_nobody()
    {
        var store = await OpenAsync();
        string[] torn = ["\ud83d", "a\udc00b", "\udc00\ud83d", "end \ud83d"];
        var all = torn.Select((text, i) => InEveryColumn(Samples.Recorded(i), text) with { ResponseHeaders = [new("x-torn", text)] }).ToArray();
        await AppendAsync(store, [.. all, Samples.Full(100)]);
        await AppendFactsAsync(store, Samples.Fact(all[0], FactKind.Label, 1, torn[0], text: torn[1]));
        foreach (var one in all)
        {
            var found = await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation);
            Difference.ShouldBeSame(Mended(found!), Mended(one));
        }

        (await IdsAsync(store, "")).Count.ShouldBe(5);
    }

    [Fact]
    public async Task Texts_of_a_megabyte_are_kept_and_found_by_their_words()
    {
        var store = await OpenAsync();
        var text = s_megabyte;
        var one = Samples.Recorded(1) with { SearchText = text, ResponseHeaders = [new("x-long", text)] };
        one = one with
        {
            Interaction = one.Interaction with
            {
                ErrorMessage = text, RecordError = text, PromptPreview = text, ContentPreview = text, UserId = text, SessionId = text, Model = text, Name = text, Tags = [text],
                Metadata = $$"""{"long":"{{text}}"}""", FileMetadata = $"\"{text}\"",
            },
        };
        await AppendAsync(store, one, Samples.Recorded(2));
        await AppendFactsAsync(store, Samples.Fact(one, FactKind.Feedback, 1, value: 1, text: text));
        var found = await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation);
        Difference.ShouldBeSame(found, one);
        found!.Facts.ShouldHaveSingleItem().Text.ShouldBe(text);
        (await IdsAsync(store, "ipsum")).ShouldBe([one.Interaction.Id]);
    }

    [Fact]
    public async Task A_text_of_a_megabyte_is_equal_to_itself()
    {
        var store = await OpenAsync();
        await AppendAsync(store, Samples.Recorded(1, with: it => it with { SessionId = s_megabyte, Model = s_megabyte, Tags = [s_megabyte] }), Samples.Recorded(2));
        foreach (var name in new[] { "session", "model", "tag" })
        {
            var query = new InteractionQuery { Project = Samples.Project, Filter = new FieldFilter(FilterFields.Find(name)!, FilterOperator.Equal, s_megabyte) };
            (await store.SearchAsync(query, Cancellation)).Items.ShouldHaveSingleItem(name);
            var nearly = query with { Filter = new FieldFilter(FilterFields.Find(name)!, FilterOperator.Equal, s_megabyte + "x") };
            (await store.SearchAsync(nearly, Cancellation)).Items.ShouldBeEmpty(name);
        }
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1L)]
    [InlineData(0L)]
    [InlineData(long.MaxValue)]
    public async Task Numbers_at_the_ends_of_their_types_are_kept_and_counted(long number)
    {
        var store = await OpenAsync();
        var one = Samples.Recorded(1, with: it => it with
        {
            HttpStatus = (int)Math.Clamp(number, int.MinValue, int.MaxValue),
            LatencyMs = number, TtftMs = number, EmbeddingTimeMs = number, RetrievalTimeMs = number, LlmTimeMs = number, RequestBytes = number, ResponseBytes = number,
            Usage = new TokenUsage
            {
                PromptTokens = number, CompletionTokens = number, TotalTokens = number, CachedTokens = number, CacheWriteTokens = number, CacheWriteHourTokens = number, ReasoningTokens = number,
                PromptAudioTokens = number, CachedAudioTokens = number, CompletionAudioTokens = number, PromptImageTokens = number, CompletionImageTokens = number, ToolPromptTokens = number, WebSearches = number,
            },
            QualityScore = number switch { long.MinValue => double.MinValue, long.MaxValue => double.MaxValue, 0 => double.Epsilon, _ => -1e-300 },
        });
        await AppendAsync(store, one);
        Difference.ShouldBeSame(await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation), one);
        (await IdsAsync(store, number < 0 ? "latency_ms<0" : "latency_ms>=0")).ShouldBe([one.Interaction.Id]);
        var row = (await store.AggregateAsync(new AggregateQuery { Project = Samples.Project }, Cancellation)).Rows.ShouldHaveSingleItem();
        (row.Count, row.PromptTokens).ShouldBe((1, number));
    }

    [Fact]
    public async Task Costs_are_cut_to_what_the_store_counts_in()
    {
        var store = await OpenAsync();
        (decimal Sent, decimal Kept)[] costs =
        [
            (decimal.MaxValue, 9_223_372m), (decimal.MinValue, -9_223_372m), (9_223_372m, 9_223_372m), (-0.000000000001m, -0.000000000001m), (0.0000000000004m, 0m),
            (0.0000000000000000000000000001m, 0m), (1.123456789012345m, 1.123456789012m), (0m, 0m),
        ];
        var all = costs.Select((cost, i) => Samples.Recorded(i, with: it => it with { CostUsd = cost.Sent, SavedCostUsd = cost.Sent })).ToArray();
        await AppendAsync(store, all);
        foreach (var (one, cost) in all.Zip(costs))
        {
            var found = (await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation))!.Interaction;
            (found.CostUsd, found.SavedCostUsd).ShouldBe((cost.Kept, cost.Kept), $"{cost.Sent}");
        }

        (await IdsAsync(store, "cost_usd>9000000")).Count.ShouldBe(2);
        (await IdsAsync(store, "cost_usd:0")).Count.ShouldBe(3);
        (await store.AggregateAsync(new AggregateQuery { Project = Samples.Project }, Cancellation)).Rows[0].CostUsd.ShouldBe(costs.Sum(cost => cost.Kept));
    }

    [Fact]
    public async Task Times_at_both_ends_are_ordered_and_found_in_ranges()
    {
        var store = await OpenAsync();
        var last = Position.Time(long.MaxValue);
        last.Year.ShouldBe(2248);
        DateTimeOffset[] times = [DateTimeOffset.MinValue, DateTimeOffset.UnixEpoch.AddMilliseconds(1), Samples.Noon, last.AddMilliseconds(-1), DateTimeOffset.MaxValue];
        var all = times.Select((time, i) => Samples.Recorded(i, with: it => it with { Timestamp = time })).ToArray();
        await AppendAsync(store, [.. all.Reverse()]);
        var query = Samples.Query() with { Ascending = true };
        var kept = (await store.SearchAsync(query, Cancellation)).Items.Select(item => item.Interaction.Timestamp);
        kept.ShouldBe([DateTimeOffset.UnixEpoch, times[1], Samples.Noon, times[3], last]);
        (await CountAsync(query with { From = DateTimeOffset.MinValue, To = DateTimeOffset.MaxValue })).ShouldBe(5);
        (await CountAsync(query with { From = times[1], To = last })).ShouldBe(3);
        (await CountAsync(query with { From = last })).ShouldBe(1);
        (await CountAsync(query with { To = DateTimeOffset.UnixEpoch })).ShouldBe(0);
        (await CountAsync(query with { From = Samples.Noon, To = Samples.Noon.AddDays(-1) })).ShouldBe(0, "a range that ends before it begins");
        var row = (await store.AggregateAsync(new AggregateQuery { Project = Samples.Project }, Cancellation)).Rows.ShouldHaveSingleItem();
        (row.FirstTimestamp, row.LastTimestamp).ShouldBe((DateTimeOffset.UnixEpoch, last));
        (await store.DeleteAsync(query with { From = last }, Cancellation)).ShouldBe(1);

        async Task<int> CountAsync(InteractionQuery wanted) => (await store.SearchAsync(wanted, Cancellation)).Items.Count;
    }

    [Fact]
    public async Task Facts_with_any_value_are_kept()
    {
        var store = await OpenAsync();
        var one = Samples.Recorded(1);
        await AppendAsync(store, one);
        double[] numbers = [double.MinValue, double.MaxValue, double.Epsilon, -0.0, 0.1 + 0.2, 1e-300];
        var facts = s_texts.Select((text, i) => Samples.Fact(one, FactKind.Evaluation, i, text, numbers[i % numbers.Length], text) with { Author = text }).ToList();
        facts.Add(Samples.Fact(one, FactKind.Feedback, 1000, null, null, "") with { Author = null });
        await AppendFactsAsync(store, [.. facts]);
        (await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation))!.Facts.ShouldBe(facts);
        Fact[] edges = [Samples.Fact(one, FactKind.Flag, 2001) with { Timestamp = DateTimeOffset.MinValue }, Samples.Fact(one, FactKind.Flag, 2002) with { Timestamp = DateTimeOffset.MaxValue }];
        await AppendFactsAsync(store, edges);
        var times = (await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation))!.Facts.Select(fact => fact.Timestamp).ToArray();
        (times[0], times[^1]).ShouldBe((DateTimeOffset.UnixEpoch, Position.Time(long.MaxValue)));
    }

    [Fact]
    public Task Metadata_of_any_json_is_kept_letter_for_letter_and_asked_by_its_keys() => ShouldAskMetadataAsync("a", "b", "a.b", "$a", "nothing");

    [Fact]
    public Task Metadata_is_asked_by_keys_that_nobody_can_type() => ShouldAskMetadataAsync("a\"b", "'a", "a\0b", " ", "a b");

    private async Task ShouldAskMetadataAsync(params string[] keys)
    {
        var store = await OpenAsync();
        string[] metadata =
        [
            """{"a":"\u0000"}""", """{"a\u0000b":"x","a":"y"}""", """{"a":1e999999}""", """{"a":123456789012345678901234567890.10}""", """{ "a" : [ 1 , 2 ] , "b":{"a":null} }""", """{"":"empty","a.b":"dots","a\"b":"quotes"}""",
            """{"a":"first","a":"last"}""", """{"a":"🙂\ud83d\ude42"}""", """{"a":true,"$a":"$","'a":"'"}""", $$"""{"a":{{string.Concat(Enumerable.Repeat("[", 60))}}{{string.Concat(Enumerable.Repeat("]", 60))}}}""",
        ];
        var all = metadata.Select((json, i) => Samples.Recorded(i, with: it => it with { Metadata = json, FileMetadata = json })).ToArray();
        await AppendAsync(store, all);
        await using var oracle = new InMemoryInteractionStore();
        await AppendAsync(oracle, all);
        foreach (var one in all) Difference.ShouldBeSame(await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation), one);
        foreach (var key in keys)
        {
            var field = FilterFields.Find(FilterFields.MetadataPrefix + key)!;
            FieldFilter[] filters =
            [
                new(field, FilterOperator.Present, null), new(field, FilterOperator.Missing, null), new(field, FilterOperator.Equal, "last"), new(field, FilterOperator.Equal, "\0"),
                new(field, FilterOperator.StartsWith, "🙂"), new(field, FilterOperator.Contains, "1"), new(field, FilterOperator.Equal, "1e999999"),
            ];
            foreach (var filter in filters.Where(Fixture.Answers))
            {
                var query = new InteractionQuery { Project = Samples.Project, Filter = filter };
                var expected = (await oracle.SearchAsync(query, Cancellation)).Items.Select(item => item.Interaction.Id);
                (await store.SearchAsync(query, Cancellation)).Items.Select(item => item.Interaction.Id).ShouldBe(expected, FilterText.Of(filter));
            }
        }
    }

    [Fact]
    public async Task Many_tags_headers_and_pieces_keep_their_order_and_repetitions()
    {
        var store = await OpenAsync();
        var one = Samples.Recorded(1, with: it => it with { Tags = [.. Enumerable.Range(0, 500).Select(i => i % 7 == 0 ? "" : $"tag {i % 50}")] }) with
        {
            ResponseHeaders = [.. s_texts.Select((text, i) => new KeyValuePair<string, string>($"x-{i % 5}", text))],
            Response = new Body { Bytes = "abc"u8.ToArray(), ContentType = "text/plain; charset=\"ü\"", ContentEncoding = "x-unknown", Chunks = [new BodyChunk(1, int.MaxValue), new BodyChunk(2, 0)] },
        };
        await AppendAsync(store, one);
        Difference.ShouldBeSame(await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation), one);
        (await IdsAsync(store, "tag:\"tag 3\"")).ShouldBe([one.Interaction.Id]);
    }

    [Fact]
    public async Task Ids_of_any_kind_and_project_names_at_their_limits_are_told_apart()
    {
        var store = await OpenAsync();
        var ids = new[] { new byte[16], [.. Enumerable.Repeat((byte)0xFF, 16)], Guid.Parse("3f2504e0-4f89-41d3-9a0c-0305e82c3301").ToByteArray(), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] }.Select(bytes => InteractionId.FromBytes(bytes)).ToArray();
        string[] projects = ["0", "-", "_", "a.", "a-", "a_", new string('a', 64), new string('a', 63) + "b"];
        var all = projects.SelectMany(project => ids.Select((id, i) => Samples.Recorded(i, project: project, with: it => it with { Id = id, Model = project }))).ToArray();
        (await AppendAsync(store, all)).Stored.ShouldBe(all.Length);
        foreach (var one in all) Difference.ShouldBeSame(await store.FindAsync(one.Interaction.Project, one.Interaction.Id, Cancellation), one);
        foreach (var project in projects) (await IdsAsync(store, $"id:{ids[1]}", project)).ShouldBe([ids[1]], project);
        (await store.DeleteAsync(Samples.Query(project: projects[^2]), Cancellation)).ShouldBe(ids.Length);
        (await IdsAsync(store, "", projects[^1])).Count.ShouldBe(ids.Length);
    }

    /// <summary>Whether every column is taken as it is. An API lets in only such queries and request headers as a gateway would have kept.</summary>
    protected virtual bool TakesAnyCall => true;

    private RecordedInteraction InEveryColumn(RecordedInteraction recorded, string text)
    {
        var interaction = recorded.Interaction with { Tags = [text], Cache = new CacheOutcome { Status = text, Policy = text, Reason = text }, Replay = new ReplayOrigin(null, text), RequestHeaders = [new(text, text)] };
        foreach (var member in s_textColumns) member.SetValue(interaction, text);
        interaction = interaction with
        {
            Privacy = new PrivacyNote { Policy = text, Counts = new Dictionary<string, int> { [text] = 1 }, Redactions = [new Redaction(text, text, 0, 1)], Dropped = [text], Restricted = [text] },
            Security = new SecurityNote { YaraMatches = [text], Tokens = [text], Secrets = [text], Sensitivity = text, SensitivityReason = text, Action = text, ActionReason = text },
        };
        if (!TakesAnyCall) interaction = interaction with { Query = "?alt=sse", RequestHeaders = [new("anthropic-version", "2023-06-01")] };
        return recorded with { Interaction = interaction };
    }

    private static RecordedInteraction Mended(RecordedInteraction recorded)
    {
        var interaction = recorded.Interaction with { Tags = [.. recorded.Interaction.Tags.Select(Mend)] };
        if (interaction.Cache is { } cache) interaction = interaction with { Cache = cache with { Status = Mend(cache.Status), Policy = Mend(cache.Policy!), Reason = Mend(cache.Reason!) } };
        if (interaction.Replay is { } replay) interaction = interaction with { Replay = replay with { Run = Mend(replay.Run!) } };
        interaction = interaction with { RequestHeaders = [.. interaction.RequestHeaders.Select(header => new KeyValuePair<string, string>(Mend(header.Key), Mend(header.Value)))] };
        var (privacy, security) = NoteJson.Read(NoteJson.Write(interaction.Privacy, interaction.Security));
        interaction = interaction with { Privacy = privacy, Security = security };
        foreach (var member in s_textColumns)
            if (member.GetValue(interaction) is string text) member.SetValue(interaction, Mend(text));
        return recorded with { Interaction = interaction, ResponseHeaders = [.. recorded.ResponseHeaders.Select(header => new KeyValuePair<string, string>(header.Key, Mend(header.Value)))] };
    }

    private static string Mend(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
