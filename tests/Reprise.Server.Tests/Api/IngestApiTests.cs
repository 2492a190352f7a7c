using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Api;

public sealed class IngestApiTests
{
    [Fact]
    public async Task Lines_are_stored_one_by_one_and_bad_ones_are_named()
    {
        await using var host = await ApiHost.StartAsync();
        var (status, result) = await host.IngestLinesAsync(
            """{"interaction_id":"a","name":"x"}""",
            "",
            """{"interaction_id":"b","status":"maybe"}""",
            "this is no json",
            """[1,2]""",
            """{"interaction_id":"c","metrics":{"latency_ms":"fast","prompt_tokens":-1}}""",
            """{"interaction_id":"d","name":"y"}""");
        status.ShouldBe(200);
        result!["stored"]!.GetValue<int>().ShouldBe(2);
        result["rejected"]!.GetValue<int>().ShouldBe(4);
        var errors = result["errors"]!.AsArray().Select(e => (e!["line"]!.GetValue<int>(), e["interaction_id"]?.GetValue<string>(), e["message"]!.GetValue<string>())).ToList();
        errors.Select(e => e.Item1).ShouldBe([3, 4, 5, 6]);
        errors[0].Item2.ShouldBe("b");
        errors[0].Item3.ShouldContain("status must be one of success, error, timeout, cancelled");
        errors[1].Item3.ShouldContain("not valid JSON");
        errors[2].Item3.ShouldContain("found a list");
        errors[3].Item3.ShouldContain("metrics.latency_ms must be a number from 0 on; found a string");
        errors[3].Item3.ShouldContain("metrics.prompt_tokens");
    }

    [Fact]
    public async Task Sending_a_batch_twice_stores_it_once()
    {
        await using var host = await ApiHost.StartAsync();
        string[] lines =
        [
            """{"interaction_id":"a","name":"x","evaluation":{"quality_score":0.5}}""",
            """{"interaction_id":"a","name":"x"}""",
            """{"timestamp":"2026-01-01T00:00:00Z","command":"status","status":"success","duration_ms":45.5}""",
        ];
        var first = (await host.IngestLinesAsync(lines)).Body!;
        var second = (await host.IngestLinesAsync(lines)).Body!;
        (first["stored"]!.GetValue<int>(), first["known"]!.GetValue<int>()).ShouldBe((2, 1));
        (second["stored"]!.GetValue<int>(), second["known"]!.GetValue<int>()).ShouldBe((0, 3));
        second["interaction_ids"]!.ToJsonString().ShouldBe(first["interaction_ids"]!.ToJsonString());
        var facts = await host.GetAsync($"/api/interactions/{first["interaction_ids"]![0]}/facts");
        facts["items"]!.AsArray().ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Compressed_bodies_are_read(string encoding)
    {
        await using var host = await ApiHost.StartAsync();
        var lines = string.Join('\n', Enumerable.Range(0, 1000).Select(i => $$"""{"interaction_id":"r{{i}}","name":"x"}"""));
        var (status, result) = await host.SendAsync("/api/interactions", Compress(Encoding.UTF8.GetBytes(lines), encoding), "application/x-ndjson", encoding);
        status.ShouldBe(200);
        result!["stored"]!.GetValue<int>().ShouldBe(1000);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-ndjson")]
    public async Task A_body_that_unpacks_without_end_is_refused(string contentType)
    {
        await using var host = await ApiHost.StartAsync(null, ("Ingest:MaxUnpackedBytes", "2000000"), ("Ingest:MaxBodyBytes", "1000000"));
        var bomb = Compress(new byte[50_000_000].Select(_ => (byte)' ').ToArray(), "gzip");
        var (status, problem) = await host.SendAsync("/api/interactions", bomb, contentType, "gzip");
        status.ShouldBe(413);
        problem!["type"]!.GetValue<string>().ShouldBe("/problems/too-large");
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_with_its_limit()
    {
        await using var host = await ApiHost.StartAsync(null, ("Ingest:MaxBodyBytes", "1024"));
        var (status, problem) = await host.SendAsync("/api/interactions", $$"""{"name":"{{new string('x', 2000)}}"}""");
        status.ShouldBe(413);
        problem!["detail"]!.GetValue<string>().ShouldContain("1,024 bytes");
    }

    [Fact]
    public async Task A_line_over_the_limit_costs_no_neighbour()
    {
        await using var host = await ApiHost.StartAsync(null, ("Ingest:MaxBodyBytes", "300000"));
        var lines = "{\"interaction_id\":\"a\"}\n{\"name\":\"" + new string('x', 400_000) + "\"}\n{\"interaction_id\":\"b\"}";
        var (status, result) = await host.SendAsync("/api/interactions", Compress(Encoding.UTF8.GetBytes(lines), "gzip"), "application/x-ndjson", "gzip");
        status.ShouldBe(200);
        result!["stored"]!.GetValue<int>().ShouldBe(2);
        result["errors"]![0]!["line"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public async Task A_broken_archive_is_a_problem_and_what_came_before_is_kept()
    {
        await using var host = await ApiHost.StartAsync();
        var (status, problem) = await host.SendAsync("/api/interactions", "no gzip at all"u8.ToArray(), "application/x-ndjson", "gzip");
        status.ShouldBe(400);
        problem!["detail"]!.GetValue<string>().ShouldContain("gzip");
    }

    [Theory]
    [InlineData("application/xml", null)]
    [InlineData("application/json", "zstd")]
    public async Task What_we_cannot_read_is_named(string contentType, string? encoding)
    {
        await using var host = await ApiHost.StartAsync();
        (await host.SendAsync("/api/interactions", "{}"u8.ToArray(), contentType, encoding)).Status.ShouldBe(415);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("   ")]
    [InlineData("nonsense")]
    [InlineData("[{\"status\":\"maybe\"}]")]
    [InlineData("[{\"name\":\"x\"")]
    public async Task A_body_without_a_readable_record_is_a_problem(string body)
    {
        await using var host = await ApiHost.StartAsync();
        var (status, problem) = await host.SendAsync("/api/interactions", body);
        status.ShouldBe(400);
        problem!["type"]!.GetValue<string>().ShouldBe("/problems/invalid-records");
    }

    [Fact]
    public async Task A_list_that_breaks_off_keeps_what_came_before()
    {
        await using var host = await ApiHost.StartAsync();
        var (status, result) = await host.SendAsync("/api/interactions", """[{"interaction_id":"a"},{"interaction_id":"b"},{"interaction_id":"c" """);
        status.ShouldBe(200);
        result!["stored"]!.GetValue<int>().ShouldBe(2);
        result["errors"]![0]!["line"]!.GetValue<int>().ShouldBe(3);
    }

    [Fact]
    public async Task Broken_text_and_deep_nesting_are_refused_line_by_line()
    {
        await using var host = await ApiHost.StartAsync();
        var deep = "{\"interaction_id\":\"deep\",\"metadata\":" + string.Concat(Enumerable.Repeat("{\"a\":", 500)) + "1" + new string('}', 501);
        byte[] body = [.. "{\"interaction_id\":\"a\",\"name\":\"\xFF\"}\n"u8, .. Encoding.UTF8.GetBytes(deep), .. "\n{\"interaction_id\":\"b\",\"request\":{\"prompt\":\"half \\ud83d pair\"}}"u8];
        body[Array.IndexOf(body, (byte)0xC3)] = 0xFF;
        var (status, result) = await host.SendAsync("/api/interactions", body, "application/x-ndjson");
        status.ShouldBe(200);
        result!["stored"]!.GetValue<int>().ShouldBe(1);
        result["errors"]![0]!["message"]!.GetValue<string>().ShouldContain("UTF-8");
        result["errors"]![1]!["message"]!.GetValue<string>().ShouldContain("deeper than 64");
        var opened = await host.GetAsync($"/api/interactions/{result["interaction_ids"]![0]}");
        opened["request"]!["prompt"]!.GetValue<string>().ShouldBe("half \uFFFD pair");
    }

    [Fact]
    public async Task A_record_from_the_future_is_kept_and_says_so()
    {
        await using var host = await ApiHost.StartAsync();
        var (_, result) = await host.SendAsync("/api/interactions", """{"interaction_id":"a","timestamp":"2199-01-01T00:00:00Z"}""");
        var opened = await host.GetAsync($"/api/interactions/{result!["interaction_ids"]![0]}");
        opened["record_error"]!.GetValue<string>().ShouldContain("ahead of this server's clock");
        opened["timestamp"]!.GetValue<string>().ShouldBe("2199-01-01T00:00:00.000Z");
    }

    [Fact]
    public async Task A_store_that_is_down_is_a_problem_that_says_what_was_stored()
    {
        await using var host = await ApiHost.StartAsync(
            services => services.AddSingleton<IInteractionStore>(new BrokenStore(failAfter: 1)), ("Ingest:BatchSize", "2"));
        var (status, problem) = await host.IngestLinesAsync(Enumerable.Range(0, 5).Select(i => $$"""{"interaction_id":"r{{i}}"}"""));
        status.ShouldBe(503);
        problem!["type"]!.GetValue<string>().ShouldBe("/problems/store-unavailable");
        problem["stored"]!.GetValue<int>().ShouldBe(2);
        problem["detail"]!.GetValue<string>().ShouldContain("the disk is full");
    }

    [Fact]
    public async Task Stored_records_are_counted_and_watched()
    {
        await using var host = await ApiHost.StartAsync();
        await host.IngestLinesAsync("""{"interaction_id":"a"}""", """{"interaction_id":"b"}""", """{"interaction_id":"a"}""");
        var counters = host.Services.GetRequiredService<CaptureCounters>();
        (counters.Received, counters.Stored).ShouldBe((2L, 2L));
    }

    [Theory]
    [InlineData("application/x-ndjson", "{\"kind\":\"event\"}\n", "")]
    [InlineData("application/x-ndjson", "not json\n", "")]
    [InlineData("application/json", "{},", "[")]
    public async Task More_records_than_the_limit_are_refused_and_the_answer_stays_small(string contentType, string record, string before)
    {
        await using var host = await ApiHost.StartAsync(null, ("Ingest:MaxRecords", "1000"));
        var body = Compress(Encoding.UTF8.GetBytes(before + string.Concat(Enumerable.Repeat(record, 1_000_000))), "gzip");
        var (status, problem) = await host.SendAsync("/api/interactions", body, contentType, "gzip");
        status.ShouldBe(413);
        problem!["type"]!.GetValue<string>().ShouldBe("/problems/too-large");
        problem["detail"]!.GetValue<string>().ShouldContain("1,000 records");
        (problem["stored"]!.GetValue<int>() + problem["rejected"]!.GetValue<int>()).ShouldBe(1000);
        var page = await host.GetAsync("/api/interactions?limit=1000");
        page["items"]!.AsArray().Count.ShouldBe(problem["stored"]!.GetValue<int>());
        problem.ToJsonString().Length.ShouldBeLessThan(200_000);
    }

    [Fact]
    public async Task A_body_that_grows_too_large_on_the_way_says_what_was_stored()
    {
        await using var host = await ApiHost.StartAsync(null, ("Ingest:MaxUnpackedBytes", "30000"), ("Ingest:BatchSize", "100"));
        var lines = string.Concat(Enumerable.Range(0, 5000).Select(i => $$"""{"interaction_id":"r{{i}}"}""" + "\n"));
        var (status, problem) = await host.SendAsync("/api/interactions", Compress(Encoding.UTF8.GetBytes(lines), "gzip"), "application/x-ndjson", "gzip");
        status.ShouldBe(413);
        var page = await host.GetAsync("/api/interactions?limit=1000");
        problem!["stored"]!.GetValue<int>().ShouldBe(page["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task What_is_known_already_is_not_told_again()
    {
        var told = new Told();
        await using var host = await ApiHost.StartAsync(services => services.AddSingleton<ICaptureObserver>(told));
        await host.IngestLinesAsync("""{"interaction_id":"a","name":"a"}""", """{"interaction_id":"b","name":"b"}""");
        await host.IngestLinesAsync("""{"interaction_id":"b","name":"b"}""", """{"interaction_id":"c","name":"c"}""", """{"interaction_id":"a","name":"a"}""");
        told.Names.ShouldBe(["a", "b", "c"]);
        (await host.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).ShouldContain("reprise_interactions_total{provider=\"\",model=\"\",kind=\"llm\",status=\"success\"} 3\n");
    }

    private sealed class Told : ICaptureObserver
    {
        public ConcurrentQueue<string?> Names { get; } = [];

        public void Stored(IReadOnlyList<RecordedInteraction> interactions)
        {
            foreach (var recorded in interactions) Names.Enqueue(recorded.Interaction.Name);
        }
    }

    private static byte[] Compress(byte[] bytes, string encoding)
    {
        using var packed = new MemoryStream();
        using (Stream packer = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest),
            _ => new ZLibStream(packed, CompressionLevel.Fastest),
        }) packer.Write(bytes);
        return packed.ToArray();
    }

    private sealed class BrokenStore(int failAfter) : DelegatingStore(new InMemoryInteractionStore())
    {
        private int _appends;

        public override string Engine => "broken";

        public override Task<AppendResult> AppendAsync(StoreBatch batch, CancellationToken cancellationToken) =>
            _appends++ < failAfter ? base.AppendAsync(batch, cancellationToken) : throw new StoreException("the disk is full") { IsTransient = true };

        public override Task<RecordedInteraction?> FindAsync(string project, InteractionId id, CancellationToken cancellationToken) => throw new StoreException("the disk is full") { IsTransient = true };
    }
}
