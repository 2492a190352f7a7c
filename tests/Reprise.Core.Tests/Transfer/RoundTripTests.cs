using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reprise.Core.Tests.Documents;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Transfer.Export;

namespace Reprise.Core.Tests.Transfer;

/// <summary>What a format promises to give back, over random records.</summary>
public sealed class RoundTripTests(ITestOutputHelper output)
{
    private static readonly string[] s_texts = ["a", "ünï 日本", "\"quoted\", with comma", "line\nbreak", "=1+1", "$set", "%24", "\U0001F600", "0", "\u2028", "<b>&"];
    private static readonly string[] s_names = ["plain", "$oid", "$date", "%24x", "%25", "a.b", "reprise", "日本", "interaction_id", "_id"];

    [Theory]
    [InlineData("jsonl", false)]
    [InlineData("jsonl", true)]
    [InlineData("mongo", false)]
    [InlineData("mongo", true)]
    public async Task A_record_comes_back_as_it_was(string name, bool bodies)
    {
        var random = new Random(Seed());
        var format = ExportFormat.Find(name)!;
        for (var i = 0; i < 300; i++)
        {
            var before = Exported.Document(Random(random), bodies);
            var read = await Imported.OfAsync(Exported.Line(format, before));
            read.Format.ShouldBe(name);
            Same(before, Document(read.Single, bodies));
        }
    }

    [Fact]
    public async Task A_line_of_the_monitor_brings_back_all_but_the_contents()
    {
        var random = new Random(Seed());
        string[] contents = ["request", "response", "prompt_hash", "input_hash"];
        for (var i = 0; i < 300; i++)
        {
            var before = Without(Exported.Document(Random(random, metadataNames: [.. s_names.Except(["reprise"])])), contents);
            var read = await Imported.OfAsync(Exported.Line(ExportFormat.Find("monitor")!, before));
            read.Format.ShouldBe("monitor");
            Same(before, Without(Document(read.Single, bodies: false), contents));
        }
    }

    [Fact]
    public async Task Documents_of_a_database_come_in_in_canonical_form_too()
    {
        var canonical = """
            {"_id":{"$oid":"65a000000000000000000001"},"interaction_id":"b2b1a2de-3b0c-4f24-8f0e-9a1f5e1d6c77","timestamp":{"$date":{"$numberLong":"1767225600500"}},"user_id":"u","session_id":"s","request":{"prompt":"p","context":[]},
             "response":{"content":"c","completion_tokens":{"$numberInt":"3"}},"metrics":{"latency_ms":{"$numberLong":"12"},"total_cost_usd":{"$numberDecimal":"0.000000000125"}},"evaluation":{"quality_score":{"$numberDouble":"0.5"}}}
            """.ReplaceLineEndings("");
        var i = (await Imported.OfAsync(canonical)).Single.Interaction;
        (i.Id.ToString(), i.Timestamp, i.LatencyMs, i.CostUsd, i.Usage!.CompletionTokens).ShouldBe(("b2b1a2de-3b0c-4f24-8f0e-9a1f5e1d6c77", new DateTimeOffset(2026, 1, 1, 0, 0, 0, 500, TimeSpan.Zero), 12, 0.000000000125m, 3));
    }

    private int Seed()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("REPRISE_SEED"), CultureInfo.InvariantCulture, out var given) ? given : System.Random.Shared.Next();
        output.WriteLine($"seed {seed} (REPRISE_SEED)");
        return seed;
    }

    /// <summary>The full sample less some of its members, with other texts and names in it. A record without any body gets one of its columns, so each has a request.</summary>
    private static string Random(Random random, string[]? metadataNames = null)
    {
        var record = JsonNode.Parse(Samples.Full)!.AsObject();
        record["interaction_id"] = InteractionId.At(Samples.Now.AddSeconds(random.Next(1000))).ToString();
        record["timestamp"] = Samples.Now.AddMilliseconds(-random.Next(1_000_000)).ToString("O", CultureInfo.InvariantCulture);
        foreach (var name in record.Select(member => member.Key).Where(name => name is not ("interaction_id" or "timestamp" or "request")).ToList())
        {
            if (random.Next(5) == 0) record.Remove(name);
        }

        foreach (var name in new[] { "error_message", "user_id", "session_id", "name", "model" })
        {
            if (random.Next(2) == 0) record[name] = Text(random);
        }

        var metadata = new JsonObject();
        foreach (var name in (metadataNames ?? s_names).OrderBy(_ => random.Next()).Take(random.Next(5))) metadata[name] = random.Next(2) == 0 ? Text(random) : new JsonObject { ["$numberLong"] = Text(random), [Text(random)] = random.Next() };
        if (metadata.Count > 0) record["metadata"] = metadata;
        if (random.Next(2) == 0) record["request"] = new JsonObject { ["prompt"] = Text(random), ["parameters"] = new JsonObject { ["$where"] = 1, ["n"] = random.NextDouble() } };
        if (random.Next(2) == 0) record["response"] = new JsonObject { ["content"] = Text(random), ["finish_reason"] = "stop" };
        return record.ToJsonString();
    }

    private static string Text(Random random) => s_texts[random.Next(s_texts.Length)];

    private static byte[] Document(RecordedInteraction record, bool bodies) => JsonSerializer.SerializeToUtf8Bytes(Samples.Writer().Write(record, bodies), DocumentJson.Relaxed.InteractionDocument);

    private static byte[] Without(byte[] record, string[] names)
    {
        var json = JsonNode.Parse(record)!.AsObject();
        // How the answer ended is kept.
        var reason = (string?)json["response"]?["finish_reason"];
        foreach (var name in names) json.Remove(name);
        if (reason is not null) json["response"] = new JsonObject { ["finish_reason"] = reason };
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    private static void Same(byte[] before, byte[] after) =>
        JsonElement.DeepEquals(JsonDocument.Parse(before).RootElement, JsonDocument.Parse(after).RootElement).ShouldBeTrue($"{Encoding.UTF8.GetString(before)}\n{Encoding.UTF8.GetString(after)}");
}
