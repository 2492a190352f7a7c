using System.Text.Json;

namespace Reprise.TrainInjection;

/// <summary>What is learned from. Nothing of it ships; only weights do.</summary>
internal static class Material
{
    /// <summary>The labelled prompts, without those whose licence keeps them out.</summary>
    public static List<Example> Prompts(string data)
    {
        var found = new List<Example>();
        foreach (var line in File.ReadLines(Path.Combine(data, "injection", "prompts.jsonl")))
        {
            using var document = JsonDocument.Parse(line);
            var row = document.RootElement;
            var licence = row.GetProperty("licence").GetString()!;
            if (licence.Contains("-NC", StringComparison.OrdinalIgnoreCase) || licence.Contains("GPL", StringComparison.OrdinalIgnoreCase)) continue;
            found.Add(new Example(Text(row, "id")!, Text(row, "text")!, row.GetProperty("label").GetInt32() == 1, Text(row, "kind")!, Text(row, "source")!)
            {
                Language = Text(row, "language"),
                Injected = Text(row, "injected"),
            });
        }

        return found;
    }

    /// <summary>Harmless texts of other sets: questions, answers, transcripts, what tools returned.</summary>
    public static List<string> Benign(string data)
    {
        var texts = new List<string>();
        foreach (var row in Rows(data, "conv-oasst/trees.jsonl")) Walk(row.GetProperty("prompt"), texts);
        foreach (var row in Rows(data, "conv-bfcl/function_calls.jsonl")) Contents(row.GetProperty("messages"), texts, 0);
        foreach (var row in Rows(data, "conv-toolbench/tooleval_gpt35_cot.jsonl")) if (row.GetProperty("data").TryGetProperty("query", out var query)) texts.Add(query.GetString()!);
        foreach (var row in Rows(data, "conv-taubench/fewshot_transcripts.jsonl")) texts.Add(Text(row, "transcript")!);
        foreach (var row in Rows(data, "conv-claudecode/sessions.jsonl")) Contents(row, texts, 0);
        return [.. texts.Where(text => text.Length >= 30).Select(text => text.Length > 4000 ? text[..4000] : text).Distinct()];
    }

    public static List<(string Key, string Text)> Own(string path) => [.. File.ReadLines(path).Where(line => line.Contains('\t')).Select(line => (line[..line.IndexOf('\t')], line[(line.IndexOf('\t') + 1)..]))];

    private static void Walk(JsonElement message, List<string> into)
    {
        if (Text(message, "text") is { } text) into.Add(text);
        if (message.TryGetProperty("replies", out var replies) && replies.ValueKind == JsonValueKind.Array) foreach (var reply in replies.EnumerateArray()) Walk(reply, into);
    }

    private static void Contents(JsonElement value, List<string> into, int depth)
    {
        if (depth > 12) return;
        if (value.ValueKind == JsonValueKind.Array) foreach (var item in value.EnumerateArray()) Contents(item, into, depth + 1);
        if (value.ValueKind != JsonValueKind.Object) return;
        foreach (var member in value.EnumerateObject())
        {
            if (member.Name is "content" or "text" && member.Value.ValueKind == JsonValueKind.String) into.Add(member.Value.GetString()!);
            else Contents(member.Value, into, depth + 1);
        }
    }

    private static IEnumerable<JsonElement> Rows(string data, string path)
    {
        foreach (var line in File.ReadLines(Path.Combine(data, path)))
        {
            using var document = JsonDocument.Parse(line);
            yield return document.RootElement.Clone();
        }
    }

    private static string? Text(JsonElement row, string name) => row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
