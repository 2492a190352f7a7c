using System.Text;
using System.Text.Json;
using Reprise.Tests;
using Reprise.Wire;

namespace Reprise.Core.Tests.Wire;

/// <summary>Answers of many providers without their requests, newer features among them.</summary>
public sealed class WireResponseTests
{
    [Fact]
    public void Every_answer_is_read_without_a_fault_and_says_something()
    {
        var silent = new List<string>();
        var faulty = new List<string>();
        var rows = 0;
        foreach (var line in File.ReadLines(Path.Combine(SharedData.Require("wire-responses"), "responses.jsonl")))
        {
            using var row = JsonDocument.Parse(line);
            var name = row.RootElement.GetProperty("name").GetString()!;
            var text = row.RootElement.TryGetProperty("sse_text", out var sse) && sse.ValueKind is JsonValueKind.String ? sse.GetString()! : row.RootElement.GetProperty("body_text").GetString()!;
            var body = Encoding.UTF8.GetBytes(text);
            rows++;
            foreach (var dialect in DialectCatalog.All) dialect.ReadResponse(new WireResponse(200, body, ContentType: null)).ShouldNotBeNull();
            var own = DialectCatalog.FindByName(DialectOf(row.RootElement.GetProperty("provider").GetString()!, name, text))!;
            var answer = own.ReadResponse(new WireResponse(200, body, ContentType: null));
            if (answer.Error is not null) faulty.Add($"{name} [{own.Name}]: {answer.Error}");
            if (text.Contains("embedding", StringComparison.Ordinal) || name.Contains("text-to-speech", StringComparison.Ordinal) || name.Contains("image", StringComparison.Ordinal) || name.Contains(".tts", StringComparison.Ordinal)) continue;
            if (answer.Content is null && answer.Usage is null && answer.ErrorMessage is null && answer.ResponseId is null) silent.Add($"{name} [{own.Name}] {text[..Math.Min(120, text.Length)]}");
        }

        rows.ShouldBeGreaterThan(400);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join("\n", silent.Concat(faulty)));
        ((double)silent.Count / rows).ShouldBeLessThan(0.03, string.Join("\n", silent));
        faulty.Count.ShouldBeLessThan(8, string.Join("\n", faulty));
    }

    /// <summary>There is no path to tell the dialect by, so the shape must.</summary>
    private static string DialectOf(string provider, string name, string text)
    {
        if (text.Contains("\"candidates\"", StringComparison.Ordinal) || text.Contains("usageMetadata", StringComparison.Ordinal)) return "gemini.generate";
        if (text.Contains("\"interaction\"", StringComparison.Ordinal)) return "gemini.interactions";
        if (text.Contains("generated_text", StringComparison.Ordinal)) return "text.generate";
        if (text.Contains("\"choices\"", StringComparison.Ordinal)) return "openai.chat";
        if (text.Contains("response.output_item", StringComparison.Ordinal) || text.Contains("\"object\":\"response\"", StringComparison.Ordinal) || text.Contains("\"object\": \"response\"", StringComparison.Ordinal)) return "openai.responses";
        if (text.Contains("message_start", StringComparison.Ordinal) || text.Contains("\"stop_reason\"", StringComparison.Ordinal)) return "anthropic.messages";
        if (text.Contains("\"eval_count\"", StringComparison.Ordinal) || text.Contains("\"done\"", StringComparison.Ordinal)) return "ollama.chat";
        if (text.Contains("embedding", StringComparison.Ordinal)) return "openai.embeddings";
        if (provider.Contains("cohere", StringComparison.OrdinalIgnoreCase)) return "cohere.chat";
        if (text.Contains("\"response.", StringComparison.Ordinal)) return "openai.responses";
        return name.Contains("bedrock", StringComparison.OrdinalIgnoreCase) ? "bedrock.converse" : "json";
    }
}
