using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Mcp.Proxy;

/// <summary>What a call was given and answered, as a record holds it.</summary>
internal static class CallContent
{
    private const int NameMax = 256;

    public static string? NameOf(string method, JsonElement? given)
    {
        var name = SeenMessage.Text(given, method == "resources/read" ? "uri" : "name");
        return name is { Length: > NameMax } ? name[..NameMax] : name;
    }

    public static RequestDocument? Asked(string method, JsonElement? given)
    {
        var arguments = SeenMessage.Field(given, method == "resources/read" ? "uri" : "arguments");
        if (arguments is not { } value) return null;
        return value.ValueKind == JsonValueKind.Object ? new RequestDocument { Parameters = Readable(value) } : new RequestDocument { Prompt = TextOf(value) };
    }

    public static ResponseDocument? Answered(string method, JsonElement? result)
    {
        if (result is not { } answer) return null;
        if (method != "tools/call") return new ResponseDocument { Content = TextOf(answer) };
        var parts = SeenMessage.Field(answer, "content");
        if (TextsOf(parts) is { Length: > 0 } text) return new ResponseDocument { Content = text };
        return new ResponseDocument { Content = TextOf(SeenMessage.Field(answer, "structuredContent") ?? parts ?? answer) };
    }

    /// <summary>The text of a result that has nothing but text; null where there is something else, which is then kept as JSON.</summary>
    private static string? TextsOf(JsonElement? parts)
    {
        if (parts is not { ValueKind: JsonValueKind.Array } list) return null;
        var texts = new List<string>(list.GetArrayLength());
        foreach (var part in list.EnumerateArray())
        {
            if (SeenMessage.Text(part, "type") != "text" || SeenMessage.Text(part, "text") is not { } text) return null;
            texts.Add(text);
        }

        return string.Join('\n', texts);
    }

    private static string TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? SeenMessage.TextOf(value) ?? Readable(value).GetString() ?? "" : Readable(value).GetRawText();

    private static JsonElement Readable(JsonElement value) => RecordJson.Readable(value);
}
