using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Reprise.Documents;
using Reprise.Tests;

namespace Reprise.Core.Tests.Documents;

public sealed class SchemaTests
{
    private static readonly SchemaCheck s_own = SchemaCheck.Of(InteractionSchema.Json);

    [Fact]
    public void The_published_schema_has_every_field_of_the_document_and_no_other()
    {
        using var schema = JsonDocument.Parse(InteractionSchema.Json);
        var root = schema.RootElement;
        var definitions = root.GetProperty("definitions");
        Same(DocumentJson.Default.InteractionDocument, root);
        Same(DocumentJson.Default.RequestDocument, root.GetProperty("properties").GetProperty("request"));
        Same(DocumentJson.Default.ResponseDocument, root.GetProperty("properties").GetProperty("response"));
        Same(DocumentJson.Default.BodiesDocument, root.GetProperty("properties").GetProperty("bodies"));
        Same(DocumentJson.Default.FactDocument, definitions.GetProperty("fact"));
        foreach (var (name, type) in new (string, Type)[] { ("metrics", typeof(MetricsDocument)), ("cache", typeof(CacheDocument)), ("evaluation", typeof(EvaluationDocument)), ("feedback", typeof(FeedbackDocument)), ("security", typeof(SecurityDocument)), ("privacy", typeof(PrivacyDocument)) })
            Same(DocumentJson.Default.GetTypeInfo(type)!, root.GetProperty("properties").GetProperty(name));
        Same(DocumentJson.Default.GetTypeInfo(typeof(MessageDocument))!, definitions.GetProperty("message"));
        Same(DocumentJson.Default.GetTypeInfo(typeof(ToolCallDocument))!, definitions.GetProperty("tool_call"));
        Same(DocumentJson.Default.GetTypeInfo(typeof(BodyDocument))!, definitions.GetProperty("body"));

        static void Same(JsonTypeInfo type, JsonElement schema) =>
            schema.GetProperty("properties").EnumerateObject().Select(p => p.Name).ShouldBe(type.Properties.Select(p => p.Name), ignoreOrder: true, type.Type.Name);
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void A_written_record_is_valid_against_both_schemas(string json)
    {
        var document = Rewritten(json);
        s_own.Mistakes(document).ShouldBeEmpty();
        Seed().Mistakes(document).ShouldBeEmpty();
    }

    /// <summary>Whatever a caller sends, what we write of it stays valid: random JSON in the place of every field.</summary>
    [Fact]
    public void A_record_made_of_anything_is_refused_or_written_validly()
    {
        string[] names = [.. DocumentJson.Default.InteractionDocument.Properties.Select(p => p.Name), "input", "output", "tool_id", "success", "latency_ms", "unknown"];
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var seen = Seed();
        var written = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var fields = names.OrderBy(_ => random.Next()).Take(random.Next(1, 8)).Select(name => $"\"{name}\":{RandomJson.Of(random, 4)}");
            var read = Samples.Reader().Read(Encoding.UTF8.GetBytes("{" + string.Join(',', fields) + "}"), "default");
            if (read.Record is null)
            {
                read.Mistake.ShouldNotBeNullOrEmpty($"seed {seed}, case {i}");
                continue;
            }

            written++;
            var document = Samples.ToJson(Samples.Writer().Write(read.Record, bodies: true));
            s_own.Mistakes(document).ShouldBeEmpty($"seed {seed}, case {i}: {document}");
            seen.Mistakes(document).ShouldBeEmpty($"seed {seed}, case {i}: {document}");
        }

        written.ShouldBeGreaterThan(500, $"seed {seed}");
    }

    public static TheoryData<string> Records() => [.. Samples.All];

    private static JsonElement Rewritten(string json)
    {
        var read = Samples.Reader().Read(Encoding.UTF8.GetBytes(json), "default");
        read.Mistake.ShouldBeNull();
        return Samples.ToJson(Samples.Writer().Write(read.Record!, bodies: true));
    }

    /// <summary>The log schema our record extends, from the document that asked for it.</summary>
    internal static SchemaCheck Seed()
    {
        var path = Path.Combine(SharedData.Root, "seeds", "004_e7e26de7eb154574.txt");
        if (!File.Exists(path)) Need.Fail("the requirement documents are not beside the project");
        var text = File.ReadAllText(path);
        var start = text.IndexOf("```json", StringComparison.Ordinal) + "```json".Length;
        return SchemaCheck.Of(Encoding.UTF8.GetBytes(text[start..text.IndexOf("```", start, StringComparison.Ordinal)]));
    }
}
