using System.Buffers;

namespace Reprise.Mcp.Proxy;

/// <summary>Cuts what passes into messages and hands copies to whoever watches. Never holds more of a message than is read. For one direction, one thread at a time.</summary>
internal abstract class Tap(Watch watch, bool fromClient)
{
    private const int EdgeBytes = 4096;

    private readonly ArrayBufferWriter<byte> _message = new();
    private readonly byte[] _end = new byte[EdgeBytes];
    private long _length;

    /// <summary>When what is handed over passed; null for the moment it is whole.</summary>
    public Moment? Passed { get; init; }

    /// <summary>Within what ids are told apart; null for the whole watch.</summary>
    public string? Scope { get; init; }

    /// <summary>Takes bytes that have passed.</summary>
    public abstract void Add(ReadOnlySpan<byte> bytes);

    /// <summary>Nothing more comes.</summary>
    public virtual void End() => Complete();

    protected void Append(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length <= watch.MaxMessageBytes) _message.Write(bytes);
        _length += bytes.Length;
        if (_length <= watch.MaxMessageBytes) return;
        // Of a message too large to be read its end is kept, where its id may stand.
        var tail = bytes[Math.Max(0, bytes.Length - EdgeBytes)..];
        _end.AsSpan(tail.Length).CopyTo(_end);
        tail.CopyTo(_end.AsSpan(EdgeBytes - tail.Length));
    }

    protected void Complete()
    {
        if (_length > watch.MaxMessageBytes) watch.AddCut(fromClient, _message.WrittenSpan[..Math.Min(EdgeBytes, _message.WrittenCount)].ToArray(), _end.ToArray(), _length, Passed, Scope);
        else if (!_message.WrittenSpan.Trim(" \t\r\n"u8).IsEmpty) watch.Add(fromClient, _message.WrittenSpan.ToArray(), Passed, Scope);
        _message.ResetWrittenCount();
        _length = 0;
    }
}

/// <summary>Messages a line each, as over standard input and output.</summary>
internal sealed class LineTap(Watch watch, bool fromClient) : Tap(watch, fromClient)
{
    public override void Add(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf((byte)'\n') is >= 0 and var end)
        {
            Append(bytes[..end]);
            Complete();
            bytes = bytes[(end + 1)..];
        }

        Append(bytes);
    }
}

/// <summary>One message, or one batch, as the body of a request or an answer.</summary>
internal sealed class BodyTap(Watch watch, bool fromClient) : Tap(watch, fromClient)
{
    public override void Add(ReadOnlySpan<byte> bytes) => Append(bytes);
}

/// <summary>Messages as the data of server-sent events.</summary>
internal sealed class EventTap(Watch watch, bool fromClient) : Tap(watch, fromClient)
{
    private enum At
    {
        LineStart,
        Name,
        Data,
        Other,
    }

    private readonly ArrayBufferWriter<byte> _name = new();
    private At _at = At.LineStart;
    private bool _hasData;
    private bool _wasReturn;
    private bool _isFirstOfData;

    public override void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (ref readonly var b in bytes)
        {
            if (b == (byte)'\n' && _wasReturn)
            {
                _wasReturn = false;
                continue;
            }

            _wasReturn = b == (byte)'\r';
            if (b is (byte)'\n' or (byte)'\r') EndLine();
            else Next(b);
        }
    }

    private void Next(byte b)
    {
        if (_at == At.Data)
        {
            if (!_isFirstOfData || b != (byte)' ') Append(new ReadOnlySpan<byte>(in b));
            _isFirstOfData = false;
            return;
        }

        if (_at == At.Other) return;
        if (b != (byte)':')
        {
            if (_name.WrittenCount < 8) _name.Write(new ReadOnlySpan<byte>(in b));
            else _at = At.Other;
            if (_at == At.LineStart) _at = At.Name;
            return;
        }

        _at = _name.WrittenSpan.SequenceEqual("data"u8) ? At.Data : At.Other;
        if (_at != At.Data) return;
        if (_hasData) Append("\n"u8);
        (_hasData, _isFirstOfData) = (true, true);
    }

    private void EndLine()
    {
        if (_at == At.LineStart)
        {
            if (_hasData) Complete();
            _hasData = false;
        }

        _at = At.LineStart;
        _name.ResetWrittenCount();
    }

    public override void End()
    {
        // An event that was not ended is none.
    }
}
