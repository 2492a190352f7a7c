using Reprise.Playback;

namespace Reprise.Client.Playback;

/// <summary>Where a tape is read from or written to. A new tape is written beside the old one and takes its place at the end; the old one stays as <c>.old</c>, since what was recorded may be of a test that failed.</summary>
internal sealed class TapePlace
{
    private readonly string _path;

    private TapePlace(string path, PlaybackMode mode, string file) => (_path, Mode, File) = (path, mode, file);

    public PlaybackMode Mode { get; }

    /// <summary>What to open.</summary>
    public string File { get; }

    public static async Task<TapePlace> ForAsync(string path, PlaybackMode mode, CancellationToken cancellationToken)
    {
        var isThere = System.IO.File.Exists(path);
        if (mode == PlaybackMode.PlayOrRecord) mode = isThere && !await TapeDeck.IsEmptyAsync(path, cancellationToken).ConfigureAwait(false) ? PlaybackMode.Play : PlaybackMode.Record;
        if (mode == PlaybackMode.Play && !isThere) throw new TapeException($"{path} is not there; set {TapeOptions.ModeVariable}=record once to record it.");
        return mode == PlaybackMode.Record ? new TapePlace(path, mode, path + ".partial") : new TapePlace(path, mode, path);
    }

    /// <summary>Puts a new tape in its place, unless nothing was recorded.</summary>
    public void Finish(long written)
    {
        if (File == _path) return;
        if (written == 0)
        {
            System.IO.File.Delete(File);
            return;
        }

        if (System.IO.File.Exists(_path)) System.IO.File.Move(_path, _path + ".old", overwrite: true);
        System.IO.File.Move(File, _path, overwrite: true);
    }
}
