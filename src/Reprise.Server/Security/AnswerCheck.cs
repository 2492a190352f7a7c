using System.Text;
using Reprise.Interactions;
using Reprise.Security.Policies;
using Reprise.Security.Scanning;
using Reprise.Server.Gateway;
using Reprise.Wire;

namespace Reprise.Server.Security;

/// <summary>
/// Looks at one answer before the client has it. A stream is held back by a few events, so that what is found is still on this side; an answer in one piece is held
/// until it is whole. For one call.
/// </summary>
internal sealed class AnswerCheck(SecurityGate gate, SecurityPolicy policy, CallReading asked, IDialect dialect) : IDisposable
{
    /// <summary>How much of a stream waits: about ten events, and longer than any secret or link that is looked for.</summary>
    private const int HeldBytes = 2048;

    /// <summary>A stream is read again from its beginning each time, so rarely enough that it stays cheap: at each KB, later at each eighth more.</summary>
    private const int StepBytes = 1024;

    private PooledBuffer _bytes;
    private int _judged;
    private int _released;
    private bool _isCounted;

    public SecurityGate Gate => gate;

    /// <summary>The rule that stopped the answer; null while none has.</summary>
    public string? Stopped { get; private set; }

    /// <summary>What has come and has not been given to the client.</summary>
    public ReadOnlyMemory<byte> Held => _bytes.Written[_released..];

    public Memory<byte> Space(int size) => _bytes.Free(size);

    /// <summary>What may go to the client now, after so many bytes more have come. Empty when nothing may, or <see cref="Stopped"/> says why.</summary>
    public ReadOnlyMemory<byte> Add(int count, RelayedCall call, int mostBytes)
    {
        _bytes.Advance(count);
        // What cannot be held cannot be looked at.
        if (_bytes.Length > mostBytes) Stopped = "too-long";
        if (Stopped is not null || !CanBeCut(call)) return default;
        if (_bytes.Length - _judged < Math.Max(StepBytes, _judged / 8)) return default;
        Judge(call);
        return Stopped is null ? Release(LastEventBefore(_judged - HeldBytes, call)) : default;
    }

    /// <summary>What is left at the end.</summary>
    public ReadOnlyMemory<byte> End(RelayedCall call)
    {
        if (Stopped is null && (_judged < _bytes.Length || _judged == 0)) Judge(call);
        return Stopped is null ? Release(_bytes.Length) : default;
    }

    /// <summary>The rule that a whole answer, such as one of the cache, must not pass; null when it may.</summary>
    public string? Decide(Body body, int status)
    {
        if (!_isCounted) gate.Counters.AddChecked(SecuritySide.Answer);
        _isCounted = true;
        if (DecodedBody.Find(body, out var fault) is not { } bytes || fault is not null && _released == 0 && bytes.IsEmpty) return "unreadable";
        var answer = dialect.ReadResponse(new WireResponse(status, bytes, body.ContentType));
        var text = ScanTexts.TextOf(answer);
        if (text.Length == 0 && answer.Content is null) text = Encoding.UTF8.GetString(bytes.Span);
        if (text.Length == 0) return null;
        var findings = gate.Scanner.Scan(new ScanTexts(asked.SystemPrompt ?? "", "", "", text));
        return PolicyDecision.Of(policy, findings, SecuritySide.Answer) is { Action: SecurityAction.Block } rule ? rule.Name : null;
    }

    /// <summary>How a stream of this provider says that it ends here.</summary>
    public static byte[] LastEvent(RelayedCall call, string rule)
    {
        var error = ProviderError.Of(call.Asked, call.Captured.Path, StatusCodes.Status400BadRequest, "blocked", $"Reprise: the answer was stopped by the rule '{rule}' of this project's security policy");
        var text = Encoding.UTF8.GetString(error);
        if (!IsEvents(call)) return Encoding.UTF8.GetBytes($"{text}\n");
        if (call.Captured.Path.Contains("/messages", StringComparison.Ordinal)) return Encoding.UTF8.GetBytes($"event: error\ndata: {text}\n\n");
        if (call.Captured.Path.Contains("/responses", StringComparison.Ordinal)) return Encoding.UTF8.GetBytes($"event: error\ndata: {{\"type\":\"error\",{text[1..]}\n\n");
        return call.Captured.Path.Contains("/completions", StringComparison.Ordinal)
            ? Encoding.UTF8.GetBytes($"data: {text}\n\ndata: [DONE]\n\n")
            : Encoding.UTF8.GetBytes($"data: {text}\n\n");
    }

    public void Dispose() => _bytes.Return();

    private static bool CanBeCut(RelayedCall call) => call.Recording.IsStream && call.ResponseEncoding is null && call.ResponseType?.Contains("amazon", StringComparison.OrdinalIgnoreCase) != true;

    private void Judge(RelayedCall call)
    {
        _judged = _bytes.Length;
        Stopped = Decide(new Body { Bytes = _bytes.Written, ContentType = call.ResponseType, ContentEncoding = call.ResponseEncoding }, call.Captured.HttpStatus ?? 200);
    }

    /// <summary>Where the last whole event before a place ends: a client must never see half of one and then the end.</summary>
    private int LastEventBefore(int end, RelayedCall call)
    {
        if (end <= _released) return _released;
        var bytes = _bytes.Written.Span[_released..end];
        if (!IsEvents(call)) return _released + bytes.LastIndexOf((byte)'\n') + 1;
        // An empty line ends an event, in either way of ending lines.
        var at = Math.Max(bytes.LastIndexOf("\n\n"u8) + 2, bytes.LastIndexOf("\n\r\n"u8) + 3);
        return at > 2 ? _released + at : _released;
    }

    private static bool IsEvents(RelayedCall call) => call.ResponseType?.Contains("event-stream", StringComparison.OrdinalIgnoreCase) == true;

    private ReadOnlyMemory<byte> Release(int end)
    {
        var released = _bytes.Written[_released..end];
        _released = end;
        return released;
    }
}
