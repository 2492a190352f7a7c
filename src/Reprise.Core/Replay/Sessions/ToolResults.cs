using System.Text.Json;
using Reprise.Replay.Sessions.Forms;
using Reprise.Wire;

namespace Reprise.Replay.Sessions;

/// <summary>Pairs the results in a conversation with the calls they answer. Ids decide among the calls of one answer only: clients are on record that use one id twice.</summary>
internal static class ToolResults
{
    /// <param name="form">How the items are written.</param>
    /// <param name="items">Some consecutive items.</param>
    /// <param name="open">The calls of the answer before the first item; those that an item itself repeats take their place.</param>
    public static List<(ToolCall Call, ReadOnlyMemory<byte> Value)> Read(ConversationForm form, IReadOnlyList<ConversationItem> items, IReadOnlyList<ToolCall> open)
    {
        var found = new List<(ToolCall, ReadOnlyMemory<byte>)>();
        var waiting = open.ToList();
        var inAnswer = false;
        foreach (var item in items)
        {
            if (item.Role == MessageRole.Assistant)
            {
                if (!inAnswer) waiting.Clear();
                inAnswer = true;
                waiting.AddRange(Calls(item));
                continue;
            }

            inAnswer = false;
            foreach (var place in form.Results(item.Bytes))
                if (place.ValuePlace is { } value && Take(waiting, place) is { } call) found.Add((call, item.Bytes[value]));
        }

        return found;
    }

    /// <summary>The calls a turn repeats of the answer before it.</summary>
    public static IReadOnlyList<ToolCall> Calls(SessionTurn turn) => [.. turn.Echo.SelectMany(Calls)];

    /// <summary>The calls an item repeats.</summary>
    public static IReadOnlyList<ToolCall> Calls(ConversationItem item)
    {
        try
        {
            var cursor = new JsonCursor(item.Bytes.Span);
            var messages = new List<Message>();
            if (cursor.Start()) MessageReader.Read(ref cursor, messages);
            return [.. messages.SelectMany(static message => message.ToolCalls)];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>Takes the call a result answers off the list.</summary>
    public static ToolCall? Take(List<ToolCall> waiting, ToolResultPlace place)
    {
        var at = place.CallId is { } id ? waiting.FindIndex(call => call.Id == id) : -1;
        if (at < 0 && place.Name is { } name) at = waiting.FindIndex(call => call.Name == name);
        if (at < 0 && place.CallId is null) at = waiting.Count > 0 ? 0 : -1;
        if (at < 0) return null;
        var taken = waiting[at];
        waiting.RemoveAt(at);
        return taken;
    }
}
