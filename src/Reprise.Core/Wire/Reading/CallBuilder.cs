using System.Text;
using System.Text.Json;

namespace Reprise.Wire;

/// <summary>
/// Gathers what a request says. Of a conversation only the roles are looked at first; text is decoded for the messages that matter: all of them when details
/// are wanted, else the system prompt, the last user message and what follows the last assistant message.
/// </summary>
internal sealed class CallBuilder
{
    /// <summary>No model takes so many; what stands behind them is kept in the body and not read, so that 50 MB of empty messages cost no gigabytes.</summary>
    private const int MostMessages = 100_000;
    private readonly List<Message> _messages = [];
    private readonly TextPieces _system = new();
    private readonly TextPieces _input = new();
    private readonly TextPieces _context = new();
    private HashSet<string>? _parameterNames;
    private StringBuilder? _parameters;
    private string? _prompt;
    private string? _newText;

    public bool WantsDetails { get; init; }
    public string? Model { get; set; }
    public bool Stream { get; set; }
    public string? UserId { get; set; }
    public string? Tools { get; set; }
    public string? Error { get; set; }

    /// <summary>The prompt where the body itself says which it is; wins over what a conversation's last user message says.</summary>
    public string? Prompt { get; set; }

    /// <summary>The system prompt where the body itself says which it is; wins over what system messages say.</summary>
    public string? SystemPrompt { get; set; }

    /// <summary>Text that is new with this call and nobody's message.</summary>
    public void Context(string? text)
    {
        if (string.IsNullOrEmpty(text)) return;
        _context.Break();
        _context.Add(text);
    }

    /// <summary>A system prompt that stands outside the conversation: text, or parts.</summary>
    public void System(ref JsonCursor json)
    {
        var text = MessageReader.ReadText(ref json);
        if (string.IsNullOrEmpty(text)) return;
        _system.Break();
        _system.Add(text);
    }

    /// <summary>What was asked when it is no conversation: a text, texts, or parts.</summary>
    public void Input(ref JsonCursor json)
    {
        var text = MessageReader.ReadText(ref json);
        if (string.IsNullOrEmpty(text)) return;
        _input.Break();
        _input.Add(text);
    }

    /// <summary>The values that a prompt kept by the provider is filled with: an object whose strings are what was asked. Moves nowhere.</summary>
    public void Variables(JsonCursor json)
    {
        if (!json.IsObject) return;
        while (json.NextProperty(out _))
        {
            if (json.IsString) Input(ref json);
            else json.Skip();
        }
    }

    /// <summary>A user's message that stands outside the list, as its last.</summary>
    public void LastMessage(ref JsonCursor json)
    {
        var text = MessageReader.ReadText(ref json);
        if (string.IsNullOrEmpty(text)) return;
        _input.Break();
        _input.Add(text);
        if (WantsDetails) _messages.Add(new Message { Role = "user", Content = text });
    }

    public void ToolDefinitions(ref JsonCursor json)
    {
        if (!WantsDetails || json.IsNull) json.Skip();
        else Tools = json.RawText();
    }

    /// <summary>Keeps a property nobody else wanted, when details are wanted; of two with one name the first.</summary>
    public void Parameter(ReadOnlySpan<byte> name, ref JsonCursor json)
    {
        if (!WantsDetails)
        {
            json.Skip();
            return;
        }

        var written = WrittenName(name);
        if (!(_parameterNames ??= new HashSet<string>(StringComparer.Ordinal)).Add(written))
        {
            json.Skip();
            return;
        }

        (_parameters ??= new StringBuilder("{")).Append(_parameters.Length > 1 ? "," : "").Append('"').Append(written).Append("\":").Append(json.RawText());
    }

    /// <summary>A conversation: a list of messages, one message, or a text.</summary>
    public void Conversation(ref JsonCursor json)
    {
        if (json.IsArray) ReadList(ref json);
        else if (json.IsObject)
        {
            MessageReader.Read(ref json, _messages);
            Settle(firstNew: 0, continues: false);
        }
        else LastMessage(ref json);
    }

    public CallReading ToReading()
    {
        // A message that stands outside its conversation comes after it.
        var input = _input.IsEmpty ? null : _input.ToString();
        if (WantsDetails && _messages.Count == 0 && input is not null) _messages.Add(new Message { Role = "user", Content = input });
        return new CallReading
        {
            Model = Model,
            Stream = Stream,
            Prompt = Prompt ?? input ?? _prompt,
            SystemPrompt = SystemPrompt ?? (_system.IsEmpty ? null : _system.ToString()),
            UserId = UserId,
            NewText = Joined(_context.ToString(), _newText, input ?? (string.IsNullOrEmpty(_newText) || Prompt != _prompt ? Prompt : null)),
            Messages = WantsDetails ? _messages : [],
            Tools = Tools,
            Parameters = _parameters?.Append('}').ToString(),
            Error = Error,
        };
    }

    private void ReadList(ref JsonCursor json)
    {
        var places = new List<Place>();
        while (json.NextItem())
        {
            if (places.Count == MostMessages)
            {
                Error ??= "the request has more messages than are read";
                json.Skip();
                continue;
            }

            var start = json.Position;
            var role = MessageReader.ReadRole(ref json);
            places.Add(new Place(start, json.Consumed, role));
        }

        // 1. Where the new part begins: behind the last answer. Answers at the very end are the caller's own beginning of the next one.
        var end = places.Count;
        while (end > 0 && places[end - 1].Role is MessageRole.Assistant) end--;
        var firstNew = end;
        while (firstNew > 0 && places[firstNew - 1].Role is not MessageRole.Assistant) firstNew--;

        // 2. With details every message is wanted.
        var bytes = json.Bytes;
        if (WantsDetails)
        {
            var newAt = 0;
            for (var i = 0; i < places.Count; i++)
            {
                if (i == firstNew) newAt = _messages.Count;
                Decode(bytes, places[i]);
            }

            if (firstNew >= places.Count) newAt = _messages.Count;
            Settle(newAt, continues: firstNew > 0);
            return;
        }

        // 3. The system prompt, then the new part; without a user's text in it the last one before.
        for (var i = 0; i < firstNew; i++)
        {
            if (places[i].Role is MessageRole.System) Decode(bytes, places[i]);
        }

        var newMessages = _messages.Count;
        for (var i = firstNew; i < places.Count; i++) Decode(bytes, places[i]);
        Settle(newMessages, continues: firstNew > 0);
        for (var i = firstNew - 1; i >= 0 && _prompt is null; i--)
        {
            if (places[i].Role is not MessageRole.User) continue;
            _messages.Clear();
            Decode(bytes, places[i]);
            _prompt = LastUserText();
        }
    }

    private void Decode(ReadOnlySpan<byte> bytes, Place place)
    {
        var one = new JsonCursor(bytes[place.Start..place.End]);
        if (one.Start()) MessageReader.Read(ref one, _messages);
    }

    /// <param name="firstNew">The first message behind the last answer.</param>
    /// <param name="continues">Whether there was an answer before: a system message behind it is new, while one at the start comes with every call.</param>
    private void Settle(int firstNew, bool continues)
    {
        var text = new TextPieces();
        for (var i = 0; i < _messages.Count; i++)
        {
            var message = _messages[i];
            if (message.Content is not { Length: > 0 } content) continue;
            if (message.Role is "system")
            {
                _system.Break();
                _system.Add(content);
                if (!continues) continue;
            }

            if (i >= firstNew && message.Role is not "assistant")
            {
                text.Break();
                text.Add(content);
            }
        }

        _newText = text.ToString();
        _prompt = LastUserText();
    }

    private string? LastUserText() => _messages.FindLast(static message => message is { Role: "user", Content.Length: > 0 })?.Content;

    private static string Joined(params ReadOnlySpan<string?> texts)
    {
        var joined = new TextPieces();
        foreach (var text in texts)
        {
            if (string.IsNullOrEmpty(text)) continue;
            joined.Break();
            joined.Add(text);
        }

        return joined.ToString();
    }

    private static string WrittenName(ReadOnlySpan<byte> name) => JsonEncodedText.Encode(Encoding.UTF8.GetString(name)).ToString();

    /// <param name="Start">Where the message starts in the body.</param>
    /// <param name="End">Where it ends.</param>
    /// <param name="Role">Whose it is.</param>
    private readonly record struct Place(int Start, int End, MessageRole Role);
}

internal enum MessageRole
{
    User,
    Assistant,
    System,
    Tool,
}
