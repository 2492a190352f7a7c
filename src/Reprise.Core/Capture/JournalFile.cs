using Microsoft.Win32.SafeHandles;

namespace Reprise.Capture;

/// <summary>
/// One file of the journal. Once everything in it is stored it is written over from its start, so that a busy journal stays in pages the system has at hand;
/// a new sequence number then tells its records from those of before. The journal's lock guards every member but the handle.
/// </summary>
internal sealed class JournalFile(string path, SafeFileHandle handle)
{
    public string Path { get; } = path;
    public SafeFileHandle Handle { get; } = handle;

    /// <summary>Orders files by when they were begun, and is mixed into the checksum of each record.</summary>
    public long Sequence { get; private set; }

    /// <summary>Where the next record goes.</summary>
    public long Length { get; set; }

    /// <summary>Records that are not yet known to be stored.</summary>
    public int Outstanding { get; set; }

    /// <summary>Nothing more is written to it for now.</summary>
    public bool IsSealed { get; set; }

    /// <summary>Left by an earlier process in a folder that cannot be written now.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Begins the file, again or for the first time.</summary>
    public void Begin(long sequence)
    {
        Span<byte> head = stackalloc byte[JournalFrame.HeadSize];
        JournalFrame.WriteHead(head, sequence);
        RandomAccess.Write(Handle, head, 0);
        Continue(sequence, JournalFrame.HeadSize);
        IsSealed = false;
    }

    /// <summary>Takes over what an earlier process has written.</summary>
    public void Continue(long sequence, long length)
    {
        Sequence = sequence;
        Length = length;
    }
}

/// <summary>Where a call stands in the journal.</summary>
/// <param name="File">Null when it could not be journalled.</param>
/// <param name="Offset">Of the encoded call, behind its frame.</param>
/// <param name="Length">Of the encoded call in bytes.</param>
internal readonly record struct JournalEntry(JournalFile? File, long Offset, int Length)
{
    public bool IsJournaled => File is not null;
}
