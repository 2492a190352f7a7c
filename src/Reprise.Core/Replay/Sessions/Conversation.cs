using System.Buffers;
using System.Text.Json;
using Reprise.Interactions;
using Reprise.Replay.Sessions.Forms;
using Reprise.Wire;

namespace Reprise.Replay.Sessions;

/// <summary>
/// A request seen as a list of items (messages, contents, input) with everything around them. The items can be exchanged; what stays keeps its bytes.
/// </summary>
internal sealed class Conversation
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly Range _list;
    private readonly List<Range> _places;

    private Conversation(ConversationForm form, ReadOnlyMemory<byte> body, Range list, List<Range> places, List<ConversationItem> items)
    {
        (Form, _body, _list, _places, Items) = (form, body, list, places, items);
        Lead = items.TakeWhile(static item => item.Role == MessageRole.System).Count();
    }

    public ConversationForm Form { get; }

    /// <summary>All items in order.</summary>
    public IReadOnlyList<ConversationItem> Items { get; }

    /// <summary>How many system messages it begins with; they belong to the request and not to what was said.</summary>
    public int Lead { get; }

    /// <summary>What was said: the items behind the leading system messages.</summary>
    public IEnumerable<ConversationItem> Said => Items.Skip(Lead);

    public ReadOnlyMemory<byte> Body => _body;

    /// <summary>Reads a recorded request; null when it has no body, or holds no conversation of a form we can continue.</summary>
    public static Conversation? Find(RecordedInteraction recorded) =>
        recorded.Request is { } request && DecodedBody.Find(request, out var fault) is { } body && fault is null && ConversationForm.Of(recorded.Interaction.Dialect) is { } form
            ? Find(form, body)
            : null;

    public static Conversation? Find(ConversationForm form, ReadOnlyMemory<byte> body)
    {
        if (JsonPlaces.Find(body.Span, form.ListName) is not { } list) return null;
        if (JsonPlaces.Text(body[list]) is not null)
        {
            // OpenAI's Responses take a plain text for one message of the user.
            return form.TakesText ? new Conversation(form, body, list, [list], [new ConversationItem(body[list], MessageRole.User)]) : null;
        }

        if (JsonPlaces.Items(body[list].Span) is not { } relative) return null;
        var from = list.Start.GetOffset(body.Length);
        var places = relative.ConvertAll(place => (place.Start.Value + from)..(place.End.Value + from));
        return new Conversation(form, body, list, places, places.ConvertAll(place => new ConversationItem(body[place], form.RoleOf(body[place]))));
    }

    /// <summary>
    /// The body with these items behind its own leading system messages. Items that say the same as those in their place keep the bytes they have here, so a
    /// conversation that is continued as it was recorded is the recorded body, byte for byte.
    /// </summary>
    public ReadOnlyMemory<byte> With(IReadOnlyList<ConversationItem> said)
    {
        var same = 0;
        while (same < said.Count && Lead + same < Items.Count && said[same].Says(Items[Lead + same])) same++;
        if (same == said.Count && Lead + same == Items.Count) return _body;

        // 1. What stays at the front, with the white space between.
        var keep = Lead + same;
        var (listFrom, listLength) = _list.GetOffsetAndLength(_body.Length);
        var isText = _body.Span[listFrom] == (byte)'"';
        var buffer = new ArrayBufferWriter<byte>(_body.Length + 1024);
        if (isText)
        {
            buffer.Write(_body.Span[..listFrom]);
            buffer.Write("["u8);
            if (keep == 1) buffer.Write(Form.TextItem(Items[0].Bytes).Span);
        }
        else buffer.Write(_body.Span[..(keep == 0 ? Opening(listFrom) : _places[keep - 1].End.Value)]);

        // 2. What is new, set apart as the others are.
        var separator = Separator(listFrom, isText);
        for (var i = same; i < said.Count; i++)
        {
            if (Lead + i > 0) buffer.Write(separator.Span);
            buffer.Write(said[i].Bytes.Span);
        }

        // 3. What stands behind the list.
        var listEnd = listFrom + listLength;
        if (isText) buffer.Write("]"u8);
        else buffer.Write(_body.Span[(_places.Count > 0 ? _places[^1].End.Value : listEnd - 1)..listEnd]);
        buffer.Write(_body.Span[listEnd..]);
        return buffer.WrittenMemory;
    }

    /// <summary>Where the first item stands, or would.</summary>
    private int Opening(int listFrom) => _places.Count > 0 ? _places[0].Start.Value : listFrom + 1;

    private ReadOnlyMemory<byte> Separator(int listFrom, bool isText)
    {
        if (!isText && _places.Count > 1) return _body[_places[0].End.Value.._places[1].Start.Value];

        // With one item only, lines tell by what stands before it, and a single line by the comma between the body's properties.
        var lead = isText || _places.Count == 0 ? default : _body[(listFrom + 1).._places[0].Start.Value];
        if (lead.Span.Contains((byte)'\n')) return Comma(lead);
        return FirstComma() is { } comma && _body.Span[comma..].StartsWith(", "u8) ? Comma(" "u8.ToArray()) : Comma(default);
    }

    private static ReadOnlyMemory<byte> Comma(ReadOnlyMemory<byte> space) => (byte[])[(byte)',', .. space.Span];

    private int? FirstComma()
    {
        try
        {
            var cursor = new JsonCursor(_body.Span);
            if (!cursor.Start() || !cursor.NextProperty(out _)) return null;
            cursor.Skip();
            var at = cursor.Consumed + _body.Span[cursor.Consumed..].IndexOfAnyExcept(" \r\n\t"u8);
            return at < _body.Length && _body.Span[at] == (byte)',' ? at : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>One item of a conversation.</summary>
/// <param name="bytes">As it is written.</param>
/// <param name="role">Whose it is.</param>
internal sealed class ConversationItem(ReadOnlyMemory<byte> bytes, MessageRole role)
{
    private string? _key;

    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    public MessageRole Role { get; } = role;

    /// <summary>Equal for items that say the same: clients move cache marks about and write a plain text as a list of one part.</summary>
    public string Key => _key ??= ItemKey.Of(Bytes);

    public bool Says(ConversationItem other) => JsonPlaces.Same(Bytes, other.Bytes) || Key == other.Key;
}
