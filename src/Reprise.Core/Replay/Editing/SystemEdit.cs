using Reprise.Wire;

namespace Reprise.Replay.Editing;

/// <summary>The system prompt, wherever a dialect keeps it: all of its pieces count as one text, as the record shows them.</summary>
internal static class SystemEdit
{
    public static Draft Apply(Draft draft, RequestShape shape, string text)
    {
        var view = JsonView.Of(draft.Body);
        var carriers = Carriers(view, shape);
        var places = carriers.SelectMany(static carrier => carrier.Texts).ToList();
        if ((TextPlaces.Joined(view, places) ?? "") == text) return draft;

        var splices = new Splices(view);
        if (text.Length == 0) Remove(splices, carriers);
        else if (places.Count > 0)
        {
            var plan = TextSpread.Plan(view, places, text);
            var gone = carriers.Where(carrier => carrier.Texts.Count > 0 && carrier.Texts.TrueForAll(plan.Gone.Contains)).ToList();
            Remove(splices, gone);
            plan.Write(view, splices, places, gone.SelectMany(static carrier => carrier.Texts).ToHashSet());
        }
        else Insert(view, splices, shape, carriers, text);
        return draft with { Body = splices.Apply() };
    }

    private static List<Carrier> Carriers(JsonView view, RequestShape shape)
    {
        var carriers = new List<Carrier>();
        foreach (var member in view.Members(view.Root))
        {
            if (shape.Systems.Contains(member.Name, StringComparer.Ordinal)) carriers.Add(new Carrier(view.Root, member.Value, IsMember: true, TextPlaces.OfContent(view, member.Value)));
            else if (shape.Conversations.Contains(member.Name, StringComparer.Ordinal) && member.Value.IsArray)
            {
                foreach (var message in view.Items(member.Value))
                {
                    if (Roles.Of(view, message) is MessageRole.System) carriers.Add(new Carrier(member.Value, message, IsMember: false, TextPlaces.OfMessage(view, message)));
                }
            }

            foreach (var nested in shape.Systems.Where(system => system.StartsWith(member.Name + ".", StringComparison.Ordinal)))
            {
                if (view.Find(member.Value, nested[(member.Name.Length + 1)..]) is { } inner)
                    carriers.Add(new Carrier(member.Value, inner.Value, IsMember: true, TextPlaces.OfContent(view, inner.Value)));
            }
        }

        return carriers;
    }

    private static void Remove(Splices splices, List<Carrier> carriers)
    {
        foreach (var holder in carriers.GroupBy(static carrier => carrier.Holder))
        {
            var values = holder.Select(static carrier => carrier.Value).ToHashSet();
            if (holder.First().IsMember) splices.Remove(holder.Key, member => values.Contains(member.Value));
            else splices.RemoveItems(holder.Key, values.Contains);
        }
    }

    private static void Insert(JsonView view, Splices splices, RequestShape shape, List<Carrier> carriers, string text)
    {
        var members = view.Members(view.Root);
        var (form, name) = Resolve(shape, members);
        var written = Splices.String(text);
        if (form is SystemForm.Message && members.Find(member => shape.Conversations.Contains(member.Name, StringComparer.Ordinal) && member.Value.IsArray) is { Name: not null } conversation)
        {
            splices.Prepend(conversation.Value, [.. """{"role":"system","content":"""u8, .. written, .. "}"u8]);
            return;
        }

        byte[]? value = form switch
        {
            SystemForm.Text => written,
            SystemForm.Blocks => [.. """[{"text":"""u8, .. written, .. "}]"u8],
            SystemForm.Parts => [.. """{"parts":[{"text":"""u8, .. written, .. "}]}"u8],
            _ => null,
        };
        if (value is null || name is null)
        {
            throw new ReplayException(ReplayObstacles.NoPlace, "The recorded request has no place for a system prompt.",
                "Replaying it without one still works; so does putting the words into the prompt.");
        }

        // A property may stand there with nothing in it.
        if (carriers.Find(static carrier => carrier.IsMember) is { } empty) splices.Replace(empty.Value, value);
        else splices.Append(view.Root, name, value);
    }

    private static (SystemForm Form, string? Name) Resolve(RequestShape shape, List<JsonMember> members)
    {
        bool Has(string name) => members.Exists(member => member.Name == name);
        if (shape.NewSystem is SystemForm.Text && shape.Inputs.Count > 0 && !Has("messages") && shape.Holders.Count == 0) return (SystemForm.None, null);
        if (shape.NewSystem is not SystemForm.ByFamily) return (shape.NewSystem, shape.Systems.Count > 0 ? shape.Systems[0] : null);
        if (Has("anthropic_version")) return Has("messages") ? (SystemForm.Text, "system") : (SystemForm.None, null);
        if (Has("schemaVersion") || Has("messages") && Has("inferenceConfig")) return (SystemForm.Blocks, "system");
        if (Has("message")) return (SystemForm.Text, "preamble");
        return Has("messages") ? (SystemForm.Message, null) : (SystemForm.None, null);
    }

    /// <param name="Holder">The object or list in which it stands.</param>
    /// <param name="Value">The property's value, or the message.</param>
    /// <param name="IsMember">Whether it is a property.</param>
    /// <param name="Texts">Its texts; none where it is empty.</param>
    private sealed record Carrier(JsonPlace Holder, JsonPlace Value, bool IsMember, List<TextPlace> Texts);
}
