using Microsoft.Win32.SafeHandles;

namespace Reprise.Assembling;

/// <summary>One file of the journal of pieces: written by the process that began it, only read by later ones.</summary>
internal sealed class PieceFile(int number, string path) : IDisposable
{
    private SafeFileHandle? _handle;

    /// <summary>Its name, and part of each frame's checksum.</summary>
    public int Number { get; } = number;
    public long Length { get; set; }

    /// <summary>Frames in it that are not done with.</summary>
    public int Outstanding { get; set; }

    /// <summary>Whether it says of frames, here or in files before it, that they are done with: it stays until those files are gone, or a restart would bring such frames back.</summary>
    public bool TellsDone { get; set; }

    public static PieceFile Create(int number, string path) =>
        new(number, path) { _handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete) };

    public void Write(ReadOnlySpan<byte> frames)
    {
        RandomAccess.Write(_handle!, frames, Length);
        Length += frames.Length;
    }

    public void Delete()
    {
        Dispose();
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Read again at the next start, and found to be on record.
        }
    }

    public void Dispose()
    {
        _handle?.Dispose();
        _handle = null;
    }
}
