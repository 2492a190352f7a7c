using System.Text;
using System.Text.Json.Nodes;
using Reprise.Client;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Server.Tests.Api;

public sealed class RecordsApiTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_read_can_be_stored_again_without_loss()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("REPRISE_SEED"), out var given) ? given : Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed} (REPRISE_SEED)");
        var random = new RandomRecord(seed);
        var records = Enumerable.Range(0, 400).Select(_ => random.Next()).ToList();
        await using var from = await ApiHost.StartAsync();
        await from.Store.AppendAsync(new StoreBatch { Interactions = [.. records.Select(r => r with { Facts = [] })], Facts = [.. records.SelectMany(r => r.Facts)] }, Ct);

        await using var to = await ApiHost.StartAsync();
        using var reading = new RepriseClient(from.Client);
        using var writing = new RepriseClient(to.Client);
        var lines = new List<ReadOnlyMemory<byte>>();
        await foreach (var line in reading.ReadRecordsAsync(new InteractionSearch { PageSize = 37, Ascending = true }, cancellationToken: Ct)) lines.Add(line);
        lines.Count.ShouldBe(records.Count);
        var result = await writing.IngestLinesAsync(lines, cancellationToken: Ct);
        (result.Stored, result.Rejected).ShouldBe((records.Count, 0), result.Errors is [var error, ..] ? error.Message : null);

        foreach (var record in records)
        {
            var before = (await from.Store.FindAsync("default", record.Interaction.Id, Ct))!;
            var after = (await to.Store.FindAsync("default", record.Interaction.Id, Ct))!;
            Told(after).ShouldBe(Told(before));
            Same(after.Request, record.Request);
            Same(after.Response, record.Response);
        }
    }

    [Theory]
    [InlineData("records")]
    [InlineData("facts")]
    public async Task An_answer_that_is_cut_off_between_two_lines_is_not_taken_for_a_whole_page(string kind)
    {
        await using var host = await ApiHost.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await host.IngestLinesAsync($$"""{"interaction_id":"{{i}}"}""");
            using var fact = new StringContent($$"""{"fact_id":"019d0000-0000-7000-8000-00000000000{{i}}","interaction_id":"019e0000-0000-7000-8000-000000000000","kind":"label","timestamp":"2026-03-14T12:00:00Z","name":"n","text":"t"}""", Encoding.UTF8, "application/x-ndjson");
            (await host.Client.PostAsync("/api/facts", fact, Ct)).EnsureSuccessStatusCode();
        }

        foreach (var kept in new[] { 5, 4, 0 })
        {
            using var http = new HttpClient(new CuttingProxy(host.Client, kept)) { BaseAddress = host.Client.BaseAddress };
            using var client = new RepriseClient(http);
            using var page = kind == "records" ? await client.OpenRecordsAsync(new InteractionSearch(), cancellationToken: Ct) : await client.OpenWaitingFactsAsync(cancellationToken: Ct);
            page.Count.ShouldBe(5);
            var lines = 0;
            Exception? failure = null;
            try
            {
                await foreach (var _ in page.ReadAsync(Ct)) lines++;
            }
            catch (IOException e)
            {
                failure = e;
            }

            lines.ShouldBe(kept);
            if (kept == 5) failure.ShouldBeNull();
            else failure.ShouldNotBeNull().Message.ShouldContain($"{kept} of 5 records came");
        }
    }

    /// <summary>Passes on so many lines and ends the answer properly, as a proxy that speaks HTTP/1.0 to its upstream does.</summary>
    private sealed class CuttingProxy(HttpClient upstream, int lines) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await upstream.GetAsync(request.RequestUri!.PathAndQuery, cancellationToken);
            var all = await response.Content.ReadAsStringAsync(cancellationToken);
            response.Content = new StringContent(string.Concat(all.Split('\n').Take(lines).Select(line => line + "\n")), Encoding.UTF8, "application/x-ndjson");
            return response;
        }
    }

    [Fact]
    public async Task Words_of_a_record_that_is_stored_again_find_it()
    {
        await using var from = await ApiHost.StartAsync();
        await using var to = await ApiHost.StartAsync();
        await from.IngestLinesAsync(
            """{"interaction_id":"a","request":{"prompt":"where is my parcel"},"response":{"content":"on its way"}}""",
            """{"interaction_id":"b","dialect":"openai.chat","bodies":{"request":{"text":"{\"messages\":[{\"role\":\"user\",\"content\":\"a violin\"}]}"}}}""");
        var lines = await from.Client.GetStringAsync("/api/records", Ct);
        await to.IngestLinesAsync(lines);
        foreach (var word in new[] { "parcel", "way", "violin" }) (await to.GetAsync($"/api/interactions?q={word}"))["items"]!.AsArray().ShouldHaveSingleItem(word);
    }

    [Fact]
    public async Task An_exact_record_is_not_priced_nor_completed()
    {
        await using var host = await ApiHost.StartAsync();
        await host.IngestLinesAsync("""
            {"exact":true,"interaction_id":"019d0000-0000-7000-8000-000000000001","timestamp":"2026-03-14T12:00:00.000Z","kind":"llm","status":"success","dialect":"openai.chat",
            "provider":"openai","model":"gpt-4o","stream":false,"metrics":{"prompt_tokens":1000,"estimated":false},"bodies":{"request":{"text":"{\"model\":\"gpt-4o\",\"stream\":true}"}}}
            """.ReplaceLineEndings(""));
        var record = await host.GetAsync("/api/interactions/019d0000-0000-7000-8000-000000000001");
        record["metrics"]!["total_cost_usd"].ShouldBeNull();
        record["input_hash"].ShouldBeNull();
        record["stream"]!.GetValue<bool>().ShouldBeFalse();
        record["metadata"].ShouldBeNull();
    }

    [Fact]
    public async Task A_damaged_exact_record_is_refused_by_name_of_what_is_wrong()
    {
        await using var host = await ApiHost.StartAsync();
        var (_, result) = await host.IngestLinesAsync(
            """{"interaction_id":"a","name":"x"}""",
            """{"exact":true,"interaction_id":"not a uuid","timestamp":"yesterday","status":"fine","dialect":"opaque","metrics":{"latency_ms":"fast"},"facts":[{"kind":"wish"}]}""");
        var message = result!["errors"]!.AsArray().ShouldHaveSingleItem()!["message"]!.GetValue<string>();
        foreach (var part in new[] { "interaction_id must be a UUID", "timestamp must be a time", "status must be one of", "metrics.latency_ms must be a whole number", "facts[0].kind must be one of" }) message.ShouldContain(part);
    }

    [Fact]
    public async Task Pages_follow_a_header_and_the_last_has_none()
    {
        await using var host = await ApiHost.StartAsync();
        await host.IngestLinesAsync(Enumerable.Range(0, 5).Select(i => $$"""{"interaction_id":"r{{i}}","name":"x","timestamp":"2026-03-14T12:00:0{{i}}Z","model":"m{{i % 2}}"}"""));
        var names = new List<string>();
        string? cursor = null;
        var pages = 0;
        do
        {
            using var page = await host.Client.GetAsync($"/api/records?order=asc&limit=2&cursor={cursor}", Ct);
            page.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-ndjson");
            names.AddRange((await page.Content.ReadAsStringAsync(Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!["timestamp"]!.GetValue<string>()));
            cursor = page.Headers.TryGetValues("Reprise-Cursor", out var values) ? values.Single() : null;
            pages++;
        }
        while (cursor is not null);
        pages.ShouldBe(3);
        names.ShouldBe(Enumerable.Range(0, 5).Select(i => $"2026-03-14T12:00:0{i}.000Z"));
        (await host.Client.GetStringAsync("/api/records?q=model:m1", Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        (await host.Client.GetStringAsync("/api/records?project=other", Ct)).ShouldBeEmpty();
        (await host.ProblemAsync("/api/records?view=upside", 400))["detail"]!.GetValue<string>().ShouldContain("expected exact or document");
        await host.ProblemAsync("/api/records?cursor=nonsense", 400);
        await host.ProblemAsync("/api/records?limit=1001", 400);
    }

    [Fact]
    public async Task Documents_are_those_of_one_interaction()
    {
        await using var host = await ApiHost.StartAsync();
        await host.IngestLinesAsync("""{"interaction_id":"a","request":{"prompt":"hello"},"response":{"content":"there"},"evaluation":{"quality_score":0.5}}""");
        var id = JsonNode.Parse(await host.Client.GetStringAsync("/api/records", Ct))!["interaction_id"]!.GetValue<string>();
        var whole = await host.GetAsync($"/api/interactions/{id}?bodies=true");
        JsonNode.DeepEquals(JsonNode.Parse(await host.Client.GetStringAsync("/api/records?view=document", Ct)), whole).ShouldBeTrue();
        whole.AsObject().Remove("bodies");
        JsonNode.DeepEquals(JsonNode.Parse(await host.Client.GetStringAsync("/api/records?view=document&bodies=false", Ct)), whole).ShouldBeTrue();
    }

    [Fact]
    public async Task Facts_that_wait_for_their_interaction_are_read_and_stored_apart()
    {
        await using var from = await ApiHost.StartAsync();
        await using var to = await ApiHost.StartAsync();
        var random = new RandomRecord(7);
        var about = InteractionId.At(DateTimeOffset.UnixEpoch.AddYears(56));
        var facts = Enumerable.Range(0, 1200).Select(_ => random.Fact("default", about)).OrderBy(f => f.FactId).ToList();
        await from.Store.AppendAsync(new StoreBatch { Facts = facts }, Ct);
        (await from.GetAsync("/api/projects"))["items"]!.AsArray().ShouldHaveSingleItem()!["name"]!.GetValue<string>().ShouldBe("default");

        using var reading = new RepriseClient(from.Client);
        using var writing = new RepriseClient(to.Client);
        string? cursor = null;
        for (var sent = 0; sent < 2; sent++)
        {
            do
            {
                using var page = await reading.OpenWaitingFactsAsync(cursor, Ct);
                using var text = new StreamReader(page.Content);
                var lines = (await text.ReadToEndAsync(Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
                (await writing.IngestFactLinesAsync([.. lines.Select(line => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(line))], Ct)).ShouldBe(lines.Length);
                cursor = page.Cursor;
            }
            while (cursor is not null);
        }

        var waiting = await to.Store.WaitingFactsAsync("default", null, 10_000, Ct);
        waiting.ShouldBe(facts);
        var (status, problem) = await to.SendAsync("/api/facts", "{\"fact_id\":\"x\"}", "application/x-ndjson");
        (status, problem!["detail"]!.GetValue<string>()).ShouldSatisfyAllConditions(p => p.status.ShouldBe(400), p => p.Item2.ShouldStartWith("Line 1: fact_id must be a UUID"));
    }

    [Fact]
    public async Task Projects_are_listed_with_the_time_they_span()
    {
        await using var host = await ApiHost.StartAsync();
        await host.IngestLinesAsync("""{"interaction_id":"a","name":"x","timestamp":"2026-03-14T12:00:00Z"}""", """{"interaction_id":"b","name":"x","timestamp":"2026-03-15T12:00:00Z"}""");
        await host.SendAsync("/api/interactions?project=other", """{"name":"x"}""");
        using var client = new RepriseClient(host.Client);
        var projects = await client.ListProjectsAsync(Ct);
        projects.Items.Select(p => p.Name).ShouldBe(["default", "other"]);
        projects.Items[0].Oldest.ShouldBe(new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.Zero));
        projects.Items[0].Newest.ShouldBe(new DateTimeOffset(2026, 3, 15, 12, 0, 0, TimeSpan.Zero));
        projects.Queued.ShouldBe(0);
        projects.Timestamp.ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
    }

    /// <summary>Everything but the bodies, as text that shows what differs.</summary>
    private static string Told(RecordedInteraction record) => string.Join('\n',
        record.Interaction with { Tags = [], RequestHeaders = [], Privacy = null, Security = null },
        NoteJson.Write(record.Interaction.Privacy, record.Interaction.Security),
        string.Join('|', record.Interaction.Tags),
        string.Join('|', record.Interaction.RequestHeaders),
        string.Join('|', record.ResponseHeaders),
        string.Join('|', record.Facts));

    private static void Same(Body? after, Body? before)
    {
        if (before is null)
        {
            after.ShouldBeNull();
            return;
        }

        after.ShouldNotBeNull();
        after.Bytes.Span.SequenceEqual(before.Bytes.Span).ShouldBeTrue();
        (after.ContentType, after.ContentEncoding).ShouldBe((before.ContentType, before.ContentEncoding));
        after.Chunks.ShouldBe(before.Chunks);
    }
}
