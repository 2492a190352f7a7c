using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using Reprise.Client;
using Reprise.Client.Documents;
using Reprise.Documents;

namespace Reprise.Mcp.Record;

/// <summary>The tools by which an assistant reads the record. Every one answers within bounds, and says in words what it cannot do.</summary>
internal sealed class RecordTools(RepriseClient client)
{
    private const string FilterHelp = "In the filter language, such as 'status:error model:gpt-4o latency_ms>2000 \"some words\"'; see the tool 'fields'. Empty for all.";
    private const string FromHelp = "From this time on: ISO 8601, or an age such as '24h' or '7d'.";
    private const string ToHelp = "Before this time: ISO 8601, or an age such as '1h'.";
    private const int RowsMax = 50;

    public Task<CallToolResult> SearchAsync(
        [Description(FilterHelp)] string? filter = null, [Description(FromHelp)] string? from = null, [Description(ToHelp)] string? to = null, [Description("Oldest first.")] bool oldest_first = false,
        [Description("Rows, 1 to 50.")] int limit = 20, [Description("next_cursor of the page before.")] string? cursor = null, CancellationToken cancellationToken = default) => SafelyAsync(async () =>
    {
        var search = new InteractionSearch { Filter = NullIfEmpty(filter), From = Times.Read("from", from), To = Times.Read("to", to), Ascending = oldest_first, PageSize = Math.Clamp(limit, 1, RowsMax) };
        var page = await client.SearchPageAsync(search, NullIfEmpty(cursor), cancellationToken).ConfigureAwait(false);
        return new JsonObject { ["items"] = new JsonArray([.. page.Items.Select(Rows.Of)]), ["next_cursor"] = page.Cursor };
    });

    public Task<CallToolResult> ShowAsync(
        [Description("The interaction_id.")] string id, [Description("Longest text shown in full, 100 to 20000 characters.")] int max_text = 2000,
        [Description("'all', or one text to read on in: 'prompt' or 'answer'.")] string part = "all", [Description("With a part: where to go on in it, in characters.")] int offset = 0,
        CancellationToken cancellationToken = default) => SafelyAsync(async () =>
    {
        var most = Math.Clamp(max_text, 100, 20_000);
        if (part is not ("all" or "prompt" or "answer")) throw new MistakeException($"'{part}' is no part; expected all, prompt or answer.");
        if (part == "all")
        {
            var json = JsonNode.Parse(await client.GetInteractionJsonAsync(id, cancellationToken: cancellationToken).ConfigureAwait(false));
            return Fitted(json as JsonObject ?? [], most);
        }

        var record = await client.GetInteractionAsync(id, cancellationToken: cancellationToken).ConfigureAwait(false);
        var text = part == "answer" ? record.Response?.Content : record.Request?.Prompt ?? (record.Request?.Messages is [.., var last] ? last.Content : null);
        return new JsonObject { ["interaction_id"] = record.InteractionId, ["part"] = part, ["offset"] = offset, ["length"] = text?.Length ?? 0, ["text"] = Answer.Shortened(text ?? "", most, Math.Max(0, offset)) };
    });

    public Task<CallToolResult> SessionAsync(
        [Description("The session_id.")] string session_id, [Description("Rows, 1 to 50.")] int limit = 20, [Description("next_cursor of the page before.")] string? cursor = null,
        CancellationToken cancellationToken = default) => SafelyAsync(async () =>
    {
        var page = await client.GetSessionAsync(session_id, Math.Clamp(limit, 1, RowsMax), NullIfEmpty(cursor), cancellationToken).ConfigureAwait(false);
        return new JsonObject
        {
            ["session_id"] = page.SessionId, ["summary"] = page.Summary is { } sums ? Rows.Of(sums) : null, ["items"] = new JsonArray([.. page.Items.Select(Rows.Of)]), ["next_cursor"] = page.Cursor,
        };
    });

    public Task<CallToolResult> StatisticsAsync(
        [Description(FilterHelp)] string? filter = null, [Description(FromHelp)] string? from = null, [Description(ToHelp)] string? to = null,
        [Description("Up to two fields with commas between, such as 'model' or 'kind,status'. Empty for the total.")] string? group_by = null,
        [Description("Width of time buckets, such as '1h' or '1d'. Empty for none.")] string? bucket = null, [Description("Rows, 1 to 100.")] int limit = 30,
        CancellationToken cancellationToken = default) => SafelyAsync(async () =>
    {
        var groups = Words(group_by);
        var search = new AggregateSearch { Filter = NullIfEmpty(filter), From = Times.Read("from", from), To = Times.Read("to", to), GroupBy = groups, Bucket = NullIfEmpty(bucket), Limit = Math.Clamp(limit, 1, 100) };
        var found = await client.AggregateAsync(search, cancellationToken).ConfigureAwait(false);
        return new JsonObject { ["rows"] = new JsonArray([.. found.Rows.Select(row => Rows.Of(row, groups))]), ["more_rows_cut_off"] = found.Truncated };
    });

    public Task<CallToolResult> PatternsAsync(
        [Description("One tool by its name; empty for everything.")] string? tool = null, [Description("How far back, in hours; empty for all there is.")] double? hours = null,
        CancellationToken cancellationToken = default) => SafelyAsync(async () =>
    {
        if (NullIfEmpty(tool) is { } name)
        {
            var statistics = await client.GetToolStatisticsAsync(name, hours, cancellationToken).ConfigureAwait(false);
            return new JsonObject { ["tool"] = name, ["statistics"] = JsonSerializer.SerializeToNode(statistics, ClientJson.Default.ToolStatistics) };
        }

        var from = hours is { } span and > 0 ? Times.Ago(TimeSpan.FromHours(Math.Min(span, 876_000))) : (DateTimeOffset?)null;
        return new JsonObject
        {
            ["by_kind_and_name"] = await MostAsync("kind,name", null, from, cancellationToken).ConfigureAwait(false),
            ["by_model"] = await MostAsync("model", null, from, cancellationToken).ConfigureAwait(false),
            ["errors_by_code_and_name"] = await MostAsync("error_code,name", "-status:success", from, cancellationToken).ConfigureAwait(false),
        };
    });

    public Task<CallToolResult> SimilarAsync(
        [Description("The tool's name.")] string tool, [Description("Its input: JSON, or a text.")] string input, [Description("How many, 1 to 20.")] int limit = 5,
        CancellationToken cancellationToken = default) => SafelyAsync(async () =>
    {
        var found = await client.FindSimilarInteractionsAsync(new FindSimilarRequest { ToolId = tool, Input = JsonOrText(input), TopK = Math.Clamp(limit, 1, 20) }, cancellationToken).ConfigureAwait(false);
        return new JsonObject { ["items"] = Answer.Bounded(new JsonArray([.. found.Select(one => JsonSerializer.SerializeToNode(one, ClientJson.Default.SimilarInteraction))]), 800, 20) };
    });

    public Task<CallToolResult> ExplainCacheAsync(
        [Description("A recorded call: its interaction_id.")] string? id = null, [Description("Or a question to a model.")] string? question = null, [Description("The model of the question.")] string? model = null,
        [Description("Or a tool's name, with input.")] string? tool = null, [Description("The tool's input: JSON, or a text.")] string? input = null,
        CancellationToken cancellationToken = default) => SafelyAsync(async () =>
    {
        var given = new[] { id, question, tool }.Count(static text => !string.IsNullOrEmpty(text));
        if (given != 1) throw new MistakeException("Give one of id, question, or tool with its input.");
        if (!string.IsNullOrEmpty(tool) && input is null) throw new MistakeException("A tool needs its input.");
        var request = new ExplainRequest { InteractionId = NullIfEmpty(id), Text = NullIfEmpty(question), Model = NullIfEmpty(model), ToolId = NullIfEmpty(tool), Input = string.IsNullOrEmpty(tool) ? null : JsonOrText(input!) };
        var explanation = await client.ExplainCacheAsync(request, cancellationToken).ConfigureAwait(false);
        return Fitted((JsonSerializer.SerializeToNode(explanation, ClientJson.Default.Explanation) as JsonObject)!, 600);
    });

    public Task<CallToolResult> FieldsAsync(CancellationToken cancellationToken = default) => SafelyAsync(async () =>
    {
        var fields = await client.ListFieldsAsync(cancellationToken).ConfigureAwait(false);
        var examples = new JsonArray("status:error", "kind:tool name:search", "model:gpt-4o cost_usd>0.05", "user_id:ann -status:success", "\"words of the text\" session_id:s-1");
        return new JsonObject { ["fields"] = new JsonArray([.. fields.Select(field => JsonSerializer.SerializeToNode(field, ClientJson.Default.FieldDocument))]), ["examples"] = examples };
    });

    private async Task<JsonNode> MostAsync(string by, string? filter, DateTimeOffset? from, CancellationToken cancellationToken)
    {
        var groups = Words(by);
        var found = await client.AggregateAsync(new AggregateSearch { Filter = filter, From = from, GroupBy = groups, Limit = 100 }, cancellationToken).ConfigureAwait(false);
        return new JsonArray([.. found.Rows.OrderByDescending(static row => row.Count).Take(10).Select(row => Rows.Of(row, groups))]);
    }

    /// <summary>Cuts texts shorter until the whole is short enough to be answered.</summary>
    private static JsonObject Fitted(JsonObject json, int textMax)
    {
        for (var items = 100; ; items = Math.Max(5, items / 2), textMax = Math.Max(60, textMax / 2))
        {
            var bounded = (JsonObject)Answer.Bounded(json, textMax, items)!;
            var text = bounded.ToJsonString();
            if (text.Length <= Answer.LengthMax) return bounded;
            // Many members, or long names of them, cannot be shortened and stay what they are.
            if (textMax <= 60 && items <= 5) return new JsonObject { ["beginning"] = Answer.Shortened(text, Answer.LengthMax / 3) };
        }
    }

    private static async Task<CallToolResult> SafelyAsync(Func<Task<JsonObject>> work)
    {
        try
        {
            return Answer.Of(await work().ConfigureAwait(false));
        }
        catch (MistakeException mistake)
        {
            return Answer.Mistake(mistake.Message);
        }
        catch (RepriseApiException refusal)
        {
            return Answer.Mistake($"The server says: {Answer.Shortened(refusal.Message, 600)}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException || e is OperationCanceledException { InnerException: TimeoutException })
        {
            return Answer.Mistake("The Reprise server cannot be reached. Is it running ('reprise serve'), and is REPRISE_SERVER its address?");
        }
    }

    private static JsonElement JsonOrText(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return RecordJson.String(text);
        }
    }

    private static string[] Words(string? text) => (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}

/// <summary>What an assistant asked for cannot be; its message says so in words.</summary>
internal sealed class MistakeException(string message) : Exception(message);
