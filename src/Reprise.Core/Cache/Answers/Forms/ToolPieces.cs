using System.Text.Json.Nodes;

namespace Reprise.Cache.Answers.Forms;

/// <summary>Adds up the pieces of a chat's tool calls. Which call a piece belongs to is told by its index and, where servers number every call 0, by its id.</summary>
internal static class ToolPieces
{
    private const string Key = "index";

    public static bool TryAdd(JsonArray pieces, JsonArray calls)
    {
        for (var i = 0; i < pieces.Count; i++)
        {
            if (pieces[i] is not JsonObject piece) return false;
            var index = piece.Number(Key) ?? i;
            var call = Find(calls, index, piece.Text("id"));
            if (call is null)
            {
                call = new JsonObject { [Key] = index, ["id"] = null, ["type"] = "function" };
                calls.Add((JsonNode)call);
            }

            foreach (var (name, value) in piece)
            {
                if (name is Key) continue;
                if (name is "function" or "custom" && value is JsonObject said) AddFunction(said, call, name);
                else if (name is "id" or "type" ? piece.Text(name) is { Length: > 0 } : value is not null) call[name] = value!.DeepClone();
            }
        }

        return true;
    }

    private static JsonObject? Find(JsonArray calls, int index, string? id)
    {
        for (var i = calls.Count - 1; i >= 0; i--)
        {
            var call = (JsonObject)calls[i]!;
            var sameId = string.IsNullOrEmpty(id) || string.IsNullOrEmpty(call.Text("id")) || call.Text("id") == id;
            if (call.Number(Key) == index && sameId) return call;
        }

        return null;
    }

    private static void AddFunction(JsonObject said, JsonObject call, string kind)
    {
        if (call.Object(kind) is not { } function) call[kind] = function = [];
        foreach (var (name, value) in said)
        {
            if (said.Text(name) is not { } text)
            {
                if (value is not null) function[name] = value.DeepClone();
            }
            else if (name is not "name") function.Append(name, text);
            else if (text.Length > 0) function[name] = text;
        }
    }
}

/// <summary>Adds up contents that come as text, as parts, or first as the one and then as the other.</summary>
internal static class ContentPieces
{
    public static void Add(JsonNode? piece, JsonObject message)
    {
        switch (piece)
        {
            case JsonArray parts:
                var known = message["content"] as JsonArray;
                if (known is null)
                {
                    known = [];
                    if (message.Text("content") is { Length: > 0 } before) known.Add((JsonNode)TextPart(before));
                    message["content"] = known;
                }

                AddItems(parts, known);
                break;
            case JsonValue value when value.TryGetValue(out string? text):
                if (message["content"] is JsonArray list) AddItem(TextPart(text), list);
                else message.Append("content", text);
                break;
            default:
                break;
        }
    }

    public static void AddItems(JsonArray from, JsonArray to)
    {
        foreach (var item in from) AddItem(item, to);
    }

    /// <summary>Text goes on in the part before when that is text too; numbered items (thinking in pieces) go on in the one of their number.</summary>
    private static void AddItem(JsonNode? item, JsonArray to)
    {
        if (item is JsonObject piece && to.LastOrDefault() is JsonObject last && Continues(piece, last))
        {
            foreach (var (name, value) in piece)
            {
                if (name is "text" or "summary" or "data" && piece.Text(name) is { } text) last.Append(name, text);
                else if (value is not null) last[name] = value.DeepClone();
            }

            return;
        }

        to.Add(item?.DeepClone());
    }

    private static bool Continues(JsonObject piece, JsonObject last)
    {
        if (piece.Text("type") != last.Text("type")) return false;
        return piece.Number("index") is { } index ? last.Number("index") == index : IsPlain(piece) && IsPlain(last);
    }

    private static bool IsPlain(JsonObject part) => part.Count == 2 && part.Text("type") is "text" && part.Text("text") is not null;

    private static JsonObject TextPart(string text) => new() { ["type"] = "text", ["text"] = text };
}
