namespace Reprise.Client.Tools;

/// <summary>Reads one stream of a program to its end, keeps its beginning and passes all of it on.</summary>
#pragma warning disable CA1001 // A memory stream holds nothing that must be given back.
internal sealed class KeptOutput(int keptBytes, long? floodBytes, Stream? to, Action flooded)
#pragma warning restore CA1001
{
    private readonly Lock _gate = new();
    private readonly MemoryStream _kept = new();
    private long _bytes;
    private bool _hasListener = to is not null;
    private volatile bool _isPassingOn;

    public long Bytes => Interlocked.Read(ref _bytes);
    public bool IsFlooded => floodBytes is { } most && Bytes > most;

    /// <summary>Whether the listener has not taken yet what it was given.</summary>
    public bool IsPassingOn => _isPassingOn;

    public ReadOnlyMemory<byte> Kept()
    {
        lock (_gate) return _kept.ToArray();
    }

    public async Task ReadAsync(Stream from)
    {
        var piece = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await from.ReadAsync(piece).ConfigureAwait(false)) > 0)
            {
                Interlocked.Add(ref _bytes, count);
                lock (_gate) _kept.Write(piece, 0, Math.Min(count, keptBytes - (int)_kept.Length));
                if (IsFlooded) flooded();
                else await PassOnAsync(piece.AsMemory(0, count)).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The run ended while this was read.
        }
    }

    private async Task PassOnAsync(ReadOnlyMemory<byte> piece)
    {
        if (!_hasListener) return;
        _isPassingOn = true;
        try
        {
            await to!.WriteAsync(piece).ConfigureAwait(false);
            await to.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Whoever listened has gone; the program is read on so that it can end.
            _hasListener = false;
        }
        finally
        {
            _isPassingOn = false;
        }
    }
}
