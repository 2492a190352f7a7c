using System.Buffers;
using Microsoft.Extensions.Logging;
using Reprise.Embeddings;

namespace Reprise.Cache.Entries;

/// <summary>
/// Asks the embedder for vectors. A built-in one answers at once and nothing is allocated; a remote one may be slow or away, and then the answer is no, never an
/// exception. Safe for any number of threads.
/// </summary>
internal sealed partial class EntryEmbedder(IEmbedder embedder, TimeProvider time, ILogger logger)
{
    /// <summary>How long a lookup waits for a model that bounds its own time not at all; the caller of the cache waits too.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_quiet = TimeSpan.FromMinutes(1);

    private readonly StaticEmbedder? _builtIn = embedder as StaticEmbedder;
    private long _lastWarning;
    private bool _hasWarned;

    public EmbedderIdentity Model => embedder.Identity;

    /// <summary>Whether a text can have a vector. One the model does not read to its end has none: another with the same beginning would get the same.</summary>
    public bool CanRead(string? text) => text is not null && text.Length <= embedder.LongestText;

    public ValueTask<EmbedOutcome> EmbedAsync(string text, Memory<float> vector, CancellationToken cancellationToken)
    {
        if (!CanRead(text)) return new ValueTask<EmbedOutcome>(EmbedOutcome.Nothing);
        return _builtIn is not null ? new ValueTask<EmbedOutcome>(_builtIn.TryEmbed(text, vector.Span) ? EmbedOutcome.Embedded : EmbedOutcome.Nothing) : AskAsync(text, vector[..Model.Dimensions], cancellationToken);
    }

    /// <summary>Writes a vector for each text; false when the model could not be asked. Texts without anything to read get zeros.</summary>
    public async ValueTask<bool> TryEmbedAllAsync(ReadOnlyMemory<string> texts, Memory<float> vectors, CancellationToken cancellationToken)
    {
        try
        {
            await embedder.EmbedAsync(texts, vectors, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // A remote model fails in any way its client library knows.
            Warn(e);
            return false;
        }
    }

    private async ValueTask<EmbedOutcome> AskAsync(string text, Memory<float> vector, CancellationToken cancellationToken)
    {
        var texts = ArrayPool<string>.Shared.Rent(1);
        texts[0] = text;
        using var patience = new CancellationTokenSource(s_patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await embedder.EmbedAsync(texts.AsMemory(0, 1), vector, both.Token).AsTask().WaitAsync(both.Token).ConfigureAwait(false);
            return vector.Span.ContainsAnyExcept(0f) ? EmbedOutcome.Embedded : EmbedOutcome.Nothing;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Warn(e);
            return EmbedOutcome.Unavailable;
        }
        finally
        {
            // Not given back to the pool when the model may still read it.
            if (!both.IsCancellationRequested) ArrayPool<string>.Shared.Return(texts, clearArray: true);
        }
    }

    /// <summary>Once a minute: a model that is away fails for every request.</summary>
    private void Warn(Exception e)
    {
        var now = time.GetTimestamp();
        if (_hasWarned && time.GetElapsedTime(Volatile.Read(ref _lastWarning), now) < s_quiet) return;
        Volatile.Write(ref _lastWarning, now);
        _hasWarned = true;
        Log.NotEmbedded(logger, e.GetType().Name, Model.Name);
    }

    private static partial class Log
    {
        [LoggerMessage(2011, LogLevel.Warning, "The embedding model {Model} could not be asked ({Failure}): the cache finds exact matches only until it answers")]
        public static partial void NotEmbedded(ILogger logger, string failure, string model);
    }
}
