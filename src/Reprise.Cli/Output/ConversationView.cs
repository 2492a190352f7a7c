using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reprise.Client;
using Reprise.Documents;
using Spectre.Console;

namespace Reprise.Cli.Output;

/// <summary>One interaction as a person reads it: what it was, what was said, what came back, what it cost.</summary>
internal static class ConversationView
{
    /// <summary>Longest piece of text that is shown whole unless asked for.</summary>
    private const int MaxCharacters = 4000;
    private static readonly Style Faint = new(decoration: Decoration.Dim);
    private static readonly JsonSerializerOptions Indented = new(ClientJson.Default.Options) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Terminal terminal, InteractionDocument record, bool full)
    {
        var console = terminal.People;
        WriteHead(console, record);
        var cut = new Cut(console, full ? int.MaxValue : MaxCharacters);
        WriteRequest(cut, record);
        WriteResponse(cut, record);
        WriteFacts(console, record);
        if (cut.WasNeeded) terminal.Tell("Long texts were cut short; --full shows all of them.");
    }

    private static void WriteHead(IAnsiConsole console, InteractionDocument record)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        Row("id", record.InteractionId);
        Row("time", $"{Format.Time(record.Timestamp)} UTC");
        Row("what", Join(" ", record.Kind, record.Operation ?? record.Name));
        Row("model", record.ResponseModel is null || record.ResponseModel == record.Model ? record.Model : $"{record.Model} (answered by {record.ResponseModel})");
        Row("provider", record.Provider);
        Row("status", Join(" ", record.Status, record.HttpStatus is { } code ? $"(HTTP {code.ToString(CultureInfo.InvariantCulture)})" : null), Tables.StyleOf(record.Status));
        Row("error", Join(": ", record.ErrorCode, record.ErrorMessage), Tables.StyleOf("error"));
        Row("session", record.SessionId);
        Row("user", record.UserId);
        Row("trace", Join(" ", record.TraceId, record.ParentId is { Length: > 0 } parent ? $"below {parent}" : null));
        Row("type", record.PromptType);
        Row("template", record.PromptTemplate);
        Row("repeats", Join(" ", record.Replay?.Of, record.Replay?.Run is { Length: > 0 } run ? $"in run {run}" : null));
        Row("tags", record.Tags is null ? null : string.Join(", ", record.Tags));
        if (record.Metrics is { } metrics)
        {
            Row("tokens", Tokens(metrics));
            Row("time taken", metrics.LatencyMs is null ? null : $"{Format.Milliseconds(metrics.LatencyMs)}{(metrics.TtftMs is null ? "" : $", first token after {Format.Milliseconds(metrics.TtftMs)}")}");
            Row("cost", metrics.TotalCostUsd is null ? null : Format.Cost(metrics.TotalCostUsd));
        }

        Row("cache", Join(" ", record.Cache?.Status, record.Cache?.Reason));
        Row("record", record.RecordError, Tables.StyleOf("cancelled"));
        console.Write(grid);
        console.WriteLine();

        void Row(string name, string? value, Style? style = null)
        {
            if (string.IsNullOrWhiteSpace(value)) return;
            grid.AddRow(new Text(name, Faint), new Text(SafeText.Line(value), style));
        }
    }

    private static string? Tokens(MetricsDocument metrics)
    {
        if (metrics.PromptTokens is null && metrics.CompletionTokens is null) return null;
        var parts = new[]
        {
            $"{Format.Count(metrics.PromptTokens)} in",
            metrics.CachedTokens > 0 ? $"({Format.Count(metrics.CachedTokens)} from the provider's cache)" : null,
            $"{Format.Count(metrics.CompletionTokens)} out",
            metrics.ReasoningTokens > 0 ? $"({Format.Count(metrics.ReasoningTokens)} thinking)" : null,
            metrics.Estimated == true ? "estimated" : null,
        };
        return string.Join(", ", parts.Where(static part => part is not null)).Replace(", (", " (", StringComparison.Ordinal);
    }

    private static void WriteRequest(Cut cut, InteractionDocument record)
    {
        if (record.Request is not { } request) return;
        var messages = request.Messages ?? [];
        if (request.SystemPrompt is { Length: > 0 } system && !messages.Any(static message => message.Role == "system")) cut.Part("system", system, Color.Grey);
        foreach (var message in messages)
        {
            cut.Heading(Join(" ", message.Role, message.Name, message.ToolCallId is null ? null : $"(answers {message.ToolCallId})") ?? "", ColourOf(message.Role));
            if (message.Reasoning is { Length: > 0 } reasoning) cut.Text(reasoning, Faint);
            if (message.Content is { Length: > 0 } content) cut.Text(content);
            foreach (var file in message.Attachments ?? []) cut.Text($"[{Join(" ", file.Kind, file.MediaType, file.Reference, file.Bytes is { } bytes ? Format.Bytes(bytes) : null)}]", Faint);
            WriteToolCalls(cut, message.ToolCalls);
            cut.End();
        }

        if (messages.Count == 0 && request.Prompt is { Length: > 0 } prompt) cut.Part("user", prompt, ColourOf("user"));
        foreach (var context in request.Context ?? [])
        {
            if (context.Content is { Length: > 0 } content) cut.Part(Join(" ", "context", context.Source) ?? "context", content, Color.Grey);
        }

        if (messages.Count == 0 && request.Prompt is null && request.Parameters is { } parameters) cut.Part("request", Json(parameters), Color.Grey);
    }

    private static void WriteResponse(Cut cut, InteractionDocument record)
    {
        if (record.Response is not { } response) return;
        if (response.Content is null && response.Refusal is null && response.Reasoning is null && response.ToolCalls is null or [] && response.FinishReason is null) return;
        cut.Heading(response.FinishReason is { } reason ? $"answer ({reason})" : "answer", ColourOf("assistant"));
        if (response.Reasoning is { Length: > 0 } thinking) cut.Text(thinking, Faint);
        if (response.Content is { Length: > 0 } content) cut.Text(content);
        if (response.Refusal is { Length: > 0 } refusal) cut.Text($"refused: {refusal}");
        WriteToolCalls(cut, response.ToolCalls);
        cut.End();
    }

    private static void WriteToolCalls(Cut cut, IReadOnlyList<ToolCallDocument>? calls)
    {
        foreach (var call in calls ?? [])
        {
            var arguments = call.Arguments is { } json ? Json(json) : "";
            cut.Text($"→ {call.Name}{(call.Id is null ? "" : $" [{call.Id}]")} {arguments}", new Style(Color.Yellow));
        }
    }

    private static void WriteFacts(IAnsiConsole console, InteractionDocument record)
    {
        if (record.Facts is not { Count: > 0 } facts) return;
        console.WriteHeading("learned later");
        foreach (var fact in facts)
        {
            var value = fact.Value?.ToString(CultureInfo.InvariantCulture);
            console.WriteLineSafe(SafeText.Line(Join(" ", $"{Format.Time(fact.Timestamp)} UTC", fact.Kind, fact.Name, value, fact.Text, fact.Author is null ? null : $"by {fact.Author}")));
        }
    }

    private static string Json(JsonElement value) =>
        value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? JsonSerializer.Serialize(value, Indented.GetTypeInfo(typeof(JsonElement))) : value.ToString();

    private static Color? ColourOf(string role) => role switch
    {
        "user" => Color.Aqua,
        "assistant" => Color.Green,
        "tool" => Color.Yellow,
        "system" => Color.Grey,
        _ => null,
    };

    private static string? Join(string separator, params IEnumerable<string?> parts)
    {
        var text = string.Join(separator, parts.Where(static part => !string.IsNullOrEmpty(part)));
        return text.Length == 0 ? null : text;
    }

    /// <summary>Writes text, no piece longer than the limit.</summary>
    private sealed class Cut(IAnsiConsole console, int limit)
    {
        public bool WasNeeded { get; private set; }

        public void Part(string heading, string text, Color? colour)
        {
            Heading(heading, colour);
            Text(text);
            End();
        }

        public void Heading(string text, Color? colour) => console.WriteHeading(text, colour);

        public void Text(string text, Style? style = null)
        {
            if (text.Length <= limit)
            {
                console.WriteLineSafe(text, style);
                return;
            }

            WasNeeded = true;
            console.WriteLineSafe(text[..limit], style);
            console.WriteLineSafe($"[… {Format.Count(text.Length - limit)} more characters]", Faint);
        }

        public void End() => console.WriteLine();
    }
}
