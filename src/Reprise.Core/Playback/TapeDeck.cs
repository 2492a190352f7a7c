using Reprise.Playback.Redaction;

namespace Reprise.Playback;

/// <summary>A tape put in: what plays it and, when recording, what writes it.</summary>
public sealed class TapeDeck : IAsyncDisposable
{
    private TapeDeck(TapePlayer player, TapeWriter? writer, bool plays, IReadOnlyList<string> notes) => (Player, Writer, Plays, Notes) = (player, writer, plays, notes);

    public TapePlayer Player { get; }

    /// <summary>Null when nothing is recorded.</summary>
    public TapeWriter? Writer { get; }

    /// <summary>False when every call goes to the upstream.</summary>
    public bool Plays { get; }
    public IReadOnlyList<string> Notes { get; }

    /// <exception cref="TapeException">The tape cannot be read or written.</exception>
    /// <exception cref="FormatException">A rule of what to ignore is none.</exception>
    public static async Task<TapeDeck> OpenAsync(TapeDeckOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        var isThere = options.Tape is not null || (options.File is not null && File.Exists(options.File));
        // A tape without entries is one whose recording came to nothing: nobody wants to play that for ever.
        var isEmpty = options.Mode == PlaybackMode.PlayOrRecord && isThere && options.Tape is null && await IsEmptyAsync(options.File!, cancellationToken).ConfigureAwait(false);
        var mode = options.Mode != PlaybackMode.PlayOrRecord ? options.Mode : isThere && !isEmpty ? PlaybackMode.Play : PlaybackMode.Record;
        if (mode != PlaybackMode.Play && (options.File is null || options.Tape is not null)) throw new TapeException("Recording needs a file to write to.");
        if (mode == PlaybackMode.Play)
        {
            if (!isThere) throw new TapeException(options.File is null ? "There is no tape to play." : $"{options.File} is not there; --mode play-or-record would record it.");
            var played = options.Tape ?? await TapeReader.ReadAsync(options.File!, cancellationToken).ConfigureAwait(false);
            return new TapeDeck(new TapePlayer(played, options.Matching), null, plays: true, played.Notes);
        }

        if (mode == PlaybackMode.RecordNew && options.Matching.Match == MatchBy.Ordered) throw new TapeException("A tape that is played in order cannot be added to; record it anew.");
        if (mode == PlaybackMode.RecordNew && isThere)
        {
            var tape = await TapeReader.ReadAsync(options.File!, cancellationToken).ConfigureAwait(false);
            var redaction = options.Matching.Redaction ?? TapeRedaction.Of(tape.Header);
            (redaction as TapeRedaction)?.Continue(tape);
            var player = new TapePlayer(tape, options.Matching with { Redaction = redaction });
            return new TapeDeck(player, await TapeWriter.AppendAsync(options.File!, redaction, cancellationToken).ConfigureAwait(false), plays: true, tape.Notes);
        }

        if (isThere && !isEmpty && !options.Force) throw new TapeException($"{options.File} is there already; --force records over it, --mode record-new adds to it.");
        var written = options.Matching.Redaction ?? options.Redaction;
        var empty = new TapePlayer(new Tape(), options.Matching with { Redaction = written });
        var header = new TapeHeader { Created = time.GetUtcNow(), Source = "recorded", Ignore = empty.Rules.Names };
        return new TapeDeck(empty, TapeWriter.CreateAtFirstEntry(options.File!, header, written), plays: mode == PlaybackMode.RecordNew, []);
    }

    /// <summary>Whether a file is a tape without entries, or empty.</summary>
    /// <exception cref="TapeException">It is no tape.</exception>
    public static async Task<bool> IsEmptyAsync(string path, CancellationToken cancellationToken)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, useAsync: true);
        await using var closing = file.ConfigureAwait(false);
        if (file.Length == 0) return true;
        await foreach (var line in TapeReader.ReadLinesAsync(file, Path.GetFileName(path), static _ => { }, cancellationToken).ConfigureAwait(false))
            if (line.Entry is not null) return false;
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        if (Writer is not null) await Writer.DisposeAsync().ConfigureAwait(false);
    }
}
