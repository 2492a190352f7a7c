using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Telemetry;

/// <summary>What was asked and what came back, put together from whatever attributes and events said it.</summary>
internal sealed class CallContent
{
    private readonly List<KeyValuePair<string, JsonElement>> _parameters = [];
    private readonly List<string> _texts = [];
    private readonly List<string> _reasoning = [];
    private readonly List<ToolCallDocument> _calls = [];
    private readonly List<ContextDocument> _context = [];

    public List<MessageDocument> Messages { get; } = [];
    public string? Prompt { get; set; }
    public string? SystemPrompt { get; set; }
    public JsonElement? Tools { get; set; }
    public string? Refusal { get; set; }
    public string? FinishReason { get; set; }

    /// <summary>Attributes that set out to be JSON and are none, because somebody cut them off or they are plain words behind a bracket.</summary>
    public List<(string Name, bool IsAnswer)> CutOff { get; } = [];

    public bool HasInput => Messages.Count > 0 || Prompt is not null || _hasArguments;
    public bool HasOutput => _texts.Count > 0 || _calls.Count > 0 || _reasoning.Count > 0 || Refusal is not null;
    private bool _hasArguments;

    /// <summary>What a tool or a step was given, as parameters of the request.</summary>
    public void SetArguments(JsonElement arguments)
    {
        _hasArguments = true;
        foreach (var member in arguments.EnumerateObject()) Parameter(member.Name, member.Value);
    }

    /// <summary>Of a parameter that is named twice the first one counts.</summary>
    public void Parameter(string name, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined || _parameters.Exists(one => one.Key == name)) return;
        _parameters.Add(new KeyValuePair<string, JsonElement>(name, value));
    }

    public JsonElement? FindParameter(string name) => _parameters.Find(one => one.Key == name) is { Key: not null } found ? found.Value : null;

    public void Context(ContextDocument document) => _context.Add(document);

    /// <summary>Adds to the answer: text that is there already is not added again, since several conventions often say the same.</summary>
    public void Answer(string? text)
    {
        if (text is not null && !_texts.Contains(text, StringComparer.Ordinal)) _texts.Add(text);
    }

    public void Reasoned(string? text)
    {
        if (!string.IsNullOrEmpty(text) && !_reasoning.Contains(text, StringComparer.Ordinal)) _reasoning.Add(text);
    }

    public void Called(IEnumerable<ToolCallDocument>? calls)
    {
        foreach (var call in calls ?? [])
        {
            if (call.Id is null || !_calls.Exists(one => one.Id == call.Id && one.Name == call.Name)) _calls.Add(call);
        }
    }

    /// <summary>Takes messages as the answer. Results of tools among them stand in spans of their own.</summary>
    public void Answered(IEnumerable<MessageDocument> messages)
    {
        foreach (var message in messages.Where(message => message.Role != "tool"))
        {
            Answer(message.Content ?? (message.ToolCalls is null && message.Reasoning is null ? "" : null));
            Reasoned(message.Reasoning);
            Called(message.ToolCalls);
        }
    }

    public RequestDocument? Request()
    {
        if (Messages.Count > 0 && SystemPrompt is { } system && !Messages.Exists(one => one.Role == "system" && one.Content == system)) Messages.Insert(0, new MessageDocument { Role = "system", Content = system });
        var request = new RequestDocument
        {
            Prompt = Messages.Count == 0 ? Prompt : null,
            SystemPrompt = Messages.Count == 0 ? SystemPrompt : null,
            Messages = Messages.Count == 0 ? null : Messages,
            Context = _context.Count == 0 ? null : _context,
            Tools = Tools is { ValueKind: JsonValueKind.Array } ? Tools : null,
            Parameters = _parameters.Count == 0 ? null : TelemetryJson.Object(_parameters),
        };
        return request == new RequestDocument() ? null : request;
    }

    public ResponseDocument? Response()
    {
        var response = new ResponseDocument
        {
            Content = _texts.Count == 0 ? null : string.Join('\n', _texts.Where((text, i) => text.Length > 0 || i == 0 && _texts.Count == 1)),
            Refusal = Refusal,
            Reasoning = _reasoning.Count == 0 ? null : string.Join('\n', _reasoning),
            ToolCalls = _calls.Count == 0 ? null : _calls,
            FinishReason = FinishReason is { Length: <= 256 } ? FinishReason : null,
        };
        return response == new ResponseDocument() ? null : response;
    }
}
