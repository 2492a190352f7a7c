namespace Reprise.Storage.Sqlite.Cache;

/// <summary>Connections that read, kept open between uses; at most so many at a time, and who comes later waits the microseconds that takes.</summary>
internal sealed class CacheReaders(Func<CacheReader> open, int most) : IDisposable
{
    private readonly SemaphoreSlim _free = new(most, most);
    private readonly CacheReader?[] _idle = new CacheReader?[most];
    private volatile bool _isDisposed;

    public T Read<TAsked, T>(TAsked asked, Func<CacheReader, TAsked, T> read, int failAtStep)
    {
        _free.Wait();
        CacheReader? reader = null;
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            reader = Take() ?? open();
            reader.Database.FailAfterSteps = failAtStep;
            var result = read(reader, asked);
            Keep(reader);
            reader = null;
            return result;
        }
        finally
        {
            // One whose read failed is not trusted any more.
            reader?.Dispose();
            _free.Release();
        }
    }

    /// <summary>Waits for the reads under way; those that come later are refused.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        for (var i = 0; i < most; i++) _free.Wait();
        while (Take() is { } reader) reader.Dispose();
        _free.Release(most);
    }

    private CacheReader? Take()
    {
        for (var i = 0; i < _idle.Length; i++)
        {
            if (Interlocked.Exchange(ref _idle[i], null) is { } reader) return reader;
        }

        return null;
    }

    private void Keep(CacheReader reader)
    {
        for (var i = 0; i < _idle.Length; i++)
        {
            if (Interlocked.CompareExchange(ref _idle[i], reader, null) is null) return;
        }

        reader.Dispose();
    }
}
