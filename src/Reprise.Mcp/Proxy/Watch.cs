using System.Threading.Channels;

namespace Reprise.Mcp.Proxy;

/// <summary>
/// Reads what passed, in its order and behind its back: whoever passes messages on hands over a copy with the moment it passed, and goes on. When reading falls behind,
/// messages are not read, and that is counted; nothing ever waits for it.
/// </summary>
internal sealed class Watch : IAsyncDisposable
{
    private readonly Channel<Seen> _seen = Channel.CreateUnbounded<Seen>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SeenCalls _calls;
    private readonly TimeProvider _time;
    private readonly Task _reading;
    private long _held;
    private long _missed;

    public Watch(SeenCalls calls, TimeProvider time)
    {
        (_calls, _time) = (calls, time);
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>Largest message that is read, in bytes; default 8 MB. Larger ones pass, and their content is not on record.</summary>
    public int MaxMessageBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Most bytes that wait to be read; default 64 MB.</summary>
    public long MaxHeldBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Messages that passed without being read.</summary>
    public long Missed => Interlocked.Read(ref _missed);

    /// <summary>The moment it is, for what is handed over later than it passes.</summary>
    public static Moment NowOf(TimeProvider time) => new(time.GetUtcNow(), time.GetTimestamp());

    /// <param name="fromClient">Its direction.</param>
    /// <param name="message">The bytes.</param>
    /// <param name="at">When it passed; null for now.</param>
    /// <param name="scope">Within what its ids are told apart; null for the whole watch.</param>
    public void Add(bool fromClient, byte[] message, Moment? at = null, string? scope = null) => Add(new Seen(fromClient, message, null, message.Length, at ?? Now()) { Scope = scope });

    public void AddCut(bool fromClient, byte[] begin, byte[] end, long length, Moment? at = null, string? scope = null) => Add(new Seen(fromClient, begin, end, length, at ?? Now()) { Scope = scope });

    /// <summary>Ends those calls of a question that have no answer, since none will come.</summary>
    /// <param name="question">As it passed.</param>
    /// <param name="reason">Why not.</param>
    /// <param name="isServersFault">Whether the server is at fault, rather than the client gone.</param>
    /// <param name="scope">As of the question.</param>
    public void AddOver(byte[] question, string reason, bool isServersFault, string? scope = null)
    {
        if (question.Length <= MaxMessageBytes) Add(new Seen(true, question, null, question.Length, Now()) { Over = new Ending(reason, isServersFault), Scope = scope });
    }

    /// <summary>Reads what is left and ends what is open.</summary>
    /// <param name="reason">Why calls without an answer will have none.</param>
    /// <param name="isServersFault">Whether the server went away, rather than the client.</param>
    public async Task EndAsync(string reason, bool isServersFault)
    {
        _seen.Writer.TryComplete();
        await _reading.ConfigureAwait(false);
        _calls.End(Now(), reason, isServersFault);
    }

    public async ValueTask DisposeAsync()
    {
        _seen.Writer.TryComplete();
        await _reading.ConfigureAwait(false);
    }

    private Moment Now() => NowOf(_time);

    private void Add(Seen seen)
    {
        if (Interlocked.Add(ref _held, seen.Bytes.Length) > MaxHeldBytes || !_seen.Writer.TryWrite(seen))
        {
            Interlocked.Add(ref _held, -seen.Bytes.Length);
            Interlocked.Increment(ref _missed);
        }
    }

    private async Task ReadAsync()
    {
        await foreach (var seen in _seen.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                var messages = seen.End is null ? SeenMessage.Read(seen.Bytes) : SeenMessage.ReadCut(seen.Bytes, seen.End, seen.Length);
                foreach (var one in messages)
                {
                    var message = seen.Scope is { } scope && one.Id is { } id ? one with { Id = $"{scope}\n{id}" } : one;
                    if (seen.Over is { } over) _calls.EndOf(message, seen.At, over.Reason, over.IsServersFault);
                    else _calls.Add(message, seen.FromClient, seen.At);
                }
            }
#pragma warning disable CA1031 // The boundary: a message that cannot be understood must not end the reading of others.
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Interlocked.Increment(ref _missed);
            }
#pragma warning restore CA1031
            finally
            {
                Interlocked.Add(ref _held, -seen.Bytes.Length);
            }
        }
    }

    private readonly record struct Seen(bool FromClient, byte[] Bytes, byte[]? End, long Length, Moment At)
    {
        /// <summary>What passed before has had its answer, if any; null for what passes now.</summary>
        public Ending? Over { get; init; }
        public string? Scope { get; init; }
    }

    private sealed record Ending(string Reason, bool IsServersFault);
}

/// <summary>When something passed: on the clock, and on the one for durations.</summary>
internal readonly record struct Moment(DateTimeOffset Time, long Timestamp);
