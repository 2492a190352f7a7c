using Reprise.Wire;

namespace Reprise.Replay.Editing;

/// <summary>The last user text: what was asked.</summary>
internal static class PromptEdit
{
    public static Draft Apply(Draft draft, RequestShape shape, string text)
    {
        if (text.Length == 0) throw new ReplayException(ReplayObstacles.InvalidParameter, "The new prompt is empty; expected some text.");
        var view = JsonView.Of(draft.Body);
        var places = Places(view, shape);
        if (places.Count == 0)
        {
            throw new ReplayException(ReplayObstacles.NoPlace, "The recorded request has no user text, so there is none to change.",
                "Replaying it unchanged still works.", "Changing its model or its parameters still works.");
        }

        if (TextPlaces.Joined(view, places) == text) return draft;
        var splices = new Splices(view);
        TextSpread.Plan(view, places, text).Write(view, splices, places, new HashSet<TextPlace>());
        return draft with { Body = splices.Apply() };
    }

    /// <summary>The prompt as its dialect reads it; null when there is none.</summary>
    public static string? Current(Draft draft, RequestShape shape)
    {
        var view = JsonView.Of(draft.Body);
        return TextPlaces.Joined(view, Places(view, shape));
    }

    private static List<TextPlace> Places(JsonView view, RequestShape shape)
    {
        var inputs = new List<TextPlace>();
        List<TextPlace> last = [];
        foreach (var (name, _, value) in view.Members(view.Root))
        {
            if (shape.Inputs.Contains(name, StringComparer.Ordinal)) inputs.AddRange(TextPlaces.OfContent(view, value));
            else if (shape.Conversations.Contains(name, StringComparer.Ordinal) && value.IsString) inputs.AddRange(TextPlaces.OfContent(view, value));
            else if (shape.Conversations.Contains(name, StringComparer.Ordinal)) TakeLast(view, value, ref last);

            foreach (var nested in shape.Inputs.Where(input => input.StartsWith(name + ".", StringComparison.Ordinal)))
            {
                if (view.Find(value, nested[(name.Length + 1)..]) is { } member) inputs.AddRange(TextPlaces.OfContent(view, member.Value));
            }
        }

        return inputs.Count > 0 ? inputs : last;
    }

    private static void TakeLast(JsonView view, JsonPlace conversation, ref List<TextPlace> last)
    {
        List<JsonPlace> messages = conversation.IsArray ? view.Items(conversation) : [conversation];
        for (var i = messages.Count - 1; i >= 0; i--)
        {
            if (Roles.Of(view, messages[i]) is not MessageRole.User) continue;
            var places = TextPlaces.OfMessage(view, messages[i]);
            if (places.Count == 0) continue;
            last = places;
            return;
        }
    }
}

/// <summary>Whose a message is, as the dialects read it.</summary>
internal static class Roles
{
    public static MessageRole Of(JsonView view, JsonPlace message)
    {
        var json = new JsonCursor(view.Written(message));
        return json.Start() ? MessageReader.ReadRole(ref json) : MessageRole.User;
    }
}
