namespace Reprise.Wire;

/// <summary>Gathers what the parts of an answer say.</summary>
internal sealed class AnswerBuilder
{
    /// <summary>How far back a stream's event may reach, so that hostile streams stay linear.</summary>
    private const int MostOpenTools = 256;
    private const int MostTools = 10_000;
    private readonly List<ToolCallPieces> _tools = [];
    private UsageFields? _usage;
    private bool _thinkingIsApart;

    public string? Model { get; set; }
    public string? ResponseId { get; set; }
    public string? FinishReason { get; set; }
    public string? ErrorCode { get; set; }
    public string? ErrorMessage { get; set; }

    /// <summary>What could not be read.</summary>
    public string? Error { get; set; }
    public TextPieces Content { get; } = new();
    public TextPieces Reasoning { get; } = new();

    public TextPieces Refusal { get; } = new();

    /// <summary>The same thinking in the form that is the second choice: providers that send two forms send the same text twice.</summary>
    public TextPieces OtherReasoning { get; } = new();

    /// <summary>Whether there was an answer at all; its content is then empty and not missing.</summary>
    public bool HasAnswer { get; set; }
    public bool IsStream { get; set; }

    /// <summary>Whether the stream's last event was seen.</summary>
    public bool IsDone { get; set; }
    public bool WasCut { get; set; }
    /// <summary>How many parts could not be read.</summary>
    public int Faults { get; private set; }
    public bool HasTools => _tools.Count > 0;

    /// <summary>Usage so far, to lay more over it.</summary>
    public UsageFields Usage => _usage ??= new UsageFields { ThinkingIsApart = _thinkingIsApart };

    /// <summary>Takes the usage object at the cursor instead of any before; null changes nothing.</summary>
    public void ReplaceUsage(ref JsonCursor json)
    {
        if (!json.IsObject)
        {
            json.Skip();
            return;
        }

        _usage = null;
        Usage.Read(ref json);
    }

    public void CountThinkingApart() => _thinkingIsApart = true;

    /// <summary>Drops text and tool calls, to take them from a later event that repeats the whole answer.</summary>
    public void ForgetText()
    {
        Content.Clear();
        Refusal.Clear();
        Reasoning.Clear();
        OtherReasoning.Clear();
        _tools.Clear();
    }

    /// <summary>Starts a tool call at the end of the list.</summary>
    public ToolCallPieces AddTool(string? id, string? name)
    {
        var tool = new ToolCallPieces { Id = id, Name = name };
        if (_tools.Count < MostTools) _tools.Add(tool);
        else Error ??= "the answer has more tool calls than are read";
        return tool;
    }

    /// <summary>The open tool call of this key, or null.</summary>
    public ToolCallPieces? FindTool(long? key)
    {
        for (var i = _tools.Count - 1; i >= 0 && i >= _tools.Count - MostOpenTools; i--)
        {
            if (_tools[i].Key == key) return _tools[i];
        }

        return null;
    }

    /// <summary>The tool call that a stream's event belongs to, by its key or its id; a new one where neither is known.</summary>
    public ToolCallPieces Tool(long? key, string? id)
    {
        for (var i = _tools.Count - 1; i >= 0 && i >= _tools.Count - MostOpenTools; i--)
        {
            var tool = _tools[i];

            // Some servers number every call 0 and tell them apart by id only.
            var sameId = string.IsNullOrEmpty(id) || string.IsNullOrEmpty(tool.Id) || tool.Id == id;
            if (key is not null ? tool.Key == key && sameId : !string.IsNullOrEmpty(id) && tool.Id == id) return tool;
        }

        if (key is null && string.IsNullOrEmpty(id) && _tools.Count > 0) return _tools[^1];
        var added = AddTool(id, name: null);
        added.Key = key;
        return added;
    }

    public void Unreadable(string part, int number)
    {
        Faults++;
        Error ??= $"{part} {number} of the answer is no valid JSON";
        if (part == "value" && number == 1 && !HasAnswer) Error = "the answer is no valid JSON";
    }

    public AnswerReading ToReading() => new()
    {
        Model = Model,
        ResponseId = ResponseId,
        Content = Content.Join() ?? (HasAnswer ? "" : null),
        Reasoning = Reasoning.IsEmpty ? NullIfEmpty(OtherReasoning) : Reasoning.ToString(),
        Refusal = NullIfEmpty(Refusal),
        ToolCalls = _tools.Count == 0 ? [] : _tools.ConvertAll(tool => tool.ToCall()),
        FinishReason = FinishReason,
        Usage = _usage?.ToUsage(),
        ErrorCode = ErrorCode,
        ErrorMessage = ErrorMessage,
        IsComplete = !WasCut && (!IsStream || IsDone || FinishReason is not null),
        Error = Error,
    };

    private static string? NullIfEmpty(TextPieces pieces) => pieces.IsEmpty ? null : pieces.ToString();
}

/// <summary>A tool call whose arguments arrive in pieces.</summary>
internal sealed class ToolCallPieces
{
    public long? Key { get; set; }
    public string? Id { get; set; }
    public string? Name { get; set; }
    public TextPieces Arguments { get; } = new();

    /// <summary>Arguments that hold when no pieces come.</summary>
    public string? WholeArguments { get; set; }

    public ToolCall ToCall() => new(string.IsNullOrEmpty(Id) ? null : Id, Name ?? "", Arguments.IsEmpty ? WholeArguments ?? "" : Arguments.ToString());
}
