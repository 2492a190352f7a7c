using Reprise.Wire;

namespace Reprise.Replay.Editing;

/// <summary>A string in a body that is text somebody wrote.</summary>
/// <param name="Value">The string.</param>
/// <param name="Array">The list in whose item it stands, or null.</param>
/// <param name="Item">That item.</param>
internal readonly record struct TextPlace(JsonPlace Value, JsonPlace? Array, JsonPlace Item);

/// <summary>Finds the strings that a dialect's reading joins into one text, in its order: the counterpart of its reader of parts.</summary>
internal static class TextPlaces
{
    private const int MostLevels = 6;

    /// <summary>The texts of one message; thinking, calls and what tools answered are left out.</summary>
    public static List<TextPlace> OfMessage(JsonView view, JsonPlace message)
    {
        var places = new List<TextPlace>();
        if (!message.IsObject)
        {
            Add(view, message, new Found(places, null, default));
            return places;
        }

        foreach (var member in view.Members(message))
        {
            if (member.Name is "content" or "parts" or "output" or "message" or "tool_results") Collect(view, member.Value, new Found(places, null, default), level: 0);
            else if (member.Name is "text" or "refusal") Add(view, member.Value, new Found(places, null, default));
        }

        return places;
    }

    /// <summary>The texts of a string, of parts, or of a list of either.</summary>
    public static List<TextPlace> OfContent(JsonView view, JsonPlace content)
    {
        var places = new List<TextPlace>();
        Collect(view, content, new Found(places, null, default), level: 0);
        return places;
    }

    /// <summary>What a reader makes of them.</summary>
    public static string? Joined(JsonView view, List<TextPlace> places) =>
        places.Count == 0 ? null : string.Join('\n', places.Select(place => view.Text(place.Value)));

    private static void Collect(JsonView view, JsonPlace content, Found to, int level)
    {
        if (level > MostLevels) return;
        if (content.IsString) Add(view, content, to);
        else if (content.IsObject) CollectPart(view, content, to, level);
        else if (content.IsArray)
        {
            foreach (var item in view.Items(content)) Collect(view, item, to.Array is null ? new Found(to.Places, content, item) : to, level + 1);
        }
    }

    /// <summary>Nested texts come first, then the part's own, then its content, as the reading joins them.</summary>
    private static void CollectPart(JsonView view, JsonPlace part, Found to, int level)
    {
        JsonPlace? text = null, content = null;
        var isThought = false;
        var isResult = false;
        foreach (var (name, _, value) in view.Members(part))
        {
            if (name is "type") isThought |= view.TextIs(value, "thinking"u8) || view.TextIs(value, "summary_text"u8) || view.TextIs(value, "reasoning_text"u8);
            else if (name is "thought") isThought |= value.Kind is System.Text.Json.JsonTokenType.True;
            else if (name is "tool_use_id") isResult = true;
            else if (name is "parts" || name is "guardContent" or "searchResult" or "text" && value.IsObject) Collect(view, value, to, level + 1);
            else if (name is "text" or "refusal" or "transcript" && value.IsString) text = value;
            else if (name is "content") content = value;
        }

        if (text is { } own && !isThought) Add(view, own, to);
        if (content is { } inner && !isResult) Collect(view, inner, to, level + 1);
    }

    private static void Add(JsonView view, JsonPlace value, Found to)
    {
        if (value.IsString && value.Length > 2 && view.Text(value).Length > 0) to.Places.Add(new TextPlace(value, to.Array, to.Item));
    }

    private readonly record struct Found(List<TextPlace> Places, JsonPlace? Array, JsonPlace Item);
}
