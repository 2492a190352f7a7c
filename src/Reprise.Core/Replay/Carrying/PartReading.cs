using System.Text.Json;
using Reprise.Replay.Editing;

namespace Reprise.Replay.Carrying;

/// <summary>Reads what stands in a message: texts, calls, results, pictures and files.</summary>
internal static class PartReading
{
    private const int MostLevels = 6;

    public static List<CarriedPart> Read(JsonElement content, MessageReading messages, CarriedCall call)
    {
        var parts = new List<CarriedPart>();
        Collect(content, parts, messages, call, level: 0);
        return parts;
    }

    /// <summary>One call: <c>{id, function:{name, arguments}}</c>, <c>{id, name, input}</c> or <c>{name, args}</c>.</summary>
    public static CallPart? Call(JsonElement json, MessageReading messages)
    {
        if (json.ValueKind is not JsonValueKind.Object) return null;
        var inner = json.Field("function", "custom") is { ValueKind: JsonValueKind.Object } function ? function : json;
        var arguments = inner.Field("arguments", "input", "args", "parameters")?.TextOrRaw() ?? "";
        return inner.Word("name") is { Length: > 0 } name ? messages.NewCall(json.Word("id", "toolUseId"), name, arguments) : null;
    }

    private static void Collect(JsonElement content, List<CarriedPart> parts, MessageReading messages, CarriedCall call, int level)
    {
        if (level > MostLevels)
        {
            call.Losses.Add("parts nested too deep");
            return;
        }

        if (content.ValueKind is JsonValueKind.Array)
        {
            foreach (var item in content.EnumerateArray()) Collect(item, parts, messages, call, level + 1);
        }
        else if (content.ValueKind is JsonValueKind.Object) CollectPart(content, parts, messages, call, level);
        else if (content.AsText() is { Length: > 0 } text) parts.Add(new TextPart(text));
    }

    private static void CollectPart(JsonElement part, List<CarriedPart> parts, MessageReading messages, CarriedCall call, int level)
    {
        var type = part.Word("type");
        if (type is "thinking" or "redacted_thinking" or "summary_text" or "reasoning_text" or "reasoning" || part.Field("reasoningContent", "thinking") is not null || part.Field("thought") is { ValueKind: JsonValueKind.True })
        {
            call.Losses.Add("the thinking of earlier answers");
            return;
        }

        if (part.Field("cache_control", "cachePoint") is not null) call.Losses.Add("marks of where the prompt is cached");
        if (part.Field("citations") is { ValueKind: JsonValueKind.Array }) call.Losses.Add("citations of earlier answers");
        if (part.Field("toolUse", "functionCall", "function_call") is { } called)
        {
            if (Call(called, messages) is { } one) parts.Add(one);
        }
        else if (part.Field("toolResult", "functionResponse", "function_response") is { } result) parts.Add(Result(result, messages, call, level));
        else if (part.Field("tool_use_id") is not null && part.Word("name") is null) parts.Add(Result(part, messages, call, level));
        else if (type is "tool_use" && part.Word("name") is { Length: > 0 } name) parts.Add(messages.NewCall(part.Word("id"), name, part.Field("input")?.TextOrRaw() ?? ""));
        else if (part.Field("document")?.Field("data") is { ValueKind: JsonValueKind.Object } data)
        {
            call.Losses.Add("a document of a tool, which is carried as text");
            parts.Add(new TextPart(data.GetRawText()));
        }
        else if (MediaReading.Read(part, call) is { } media)
        {
            if (media.Base64 is not null || media.Url is not null) parts.Add(media);
        }
        else CollectText(part, type, parts, messages, call, level);
    }

    private static void CollectText(JsonElement part, string? type, List<CarriedPart> parts, MessageReading messages, CarriedCall call, int level)
    {
        if (part.Field("guardContent", "searchResult", "parts") is { } inner) Collect(inner, parts, messages, call, level + 1);
        else if (part.Field("text") is { ValueKind: JsonValueKind.Object } nested) Collect(nested, parts, messages, call, level + 1);
        else if (part.Word("text", "refusal", "transcript") is { } text)
        {
            if (text.Length > 0) parts.Add(new TextPart(text));
        }
        else if (part.Field("json", "response") is { } json) parts.Add(new TextPart(json.TextOrRaw()));
        else if (part.Field("content") is { } content) Collect(content, parts, messages, call, level + 1);
        else if (part.Field("cachePoint") is null) call.Losses.Add(type is null ? "a part of an unknown kind" : $"a part of type '{JsonView.Shown(type)}'");
    }

    private static ResultPart Result(JsonElement result, MessageReading messages, CarriedCall call, int level)
    {
        var content = new List<CarriedPart>();
        if (result.Field("content") is { } inner) Collect(inner, content, messages, call, level + 1);
        if (result.Field("response") is { } response) content.Add(new TextPart(response.TextOrRaw()));
        var failed = result.Field("is_error") is { ValueKind: JsonValueKind.True } || result.Word("status") is "error";
        return messages.NewResult(result.Word("toolUseId", "tool_use_id", "id"), result.Word("name"), content, failed);
    }
}
