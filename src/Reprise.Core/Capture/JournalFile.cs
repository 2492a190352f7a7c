using Microsoft.Win32.SafeHandles;

namespace Reprise.Capture;

/// <summary>One file of the journal. The journal's lock guards every member but the handle.</summary>
internal sealed class JournalFile(string path, int number, SafeFileHandle handle)
{
    public string Path { get; } = path;
    public int Number { get; } = number;
    public SafeFileHandle Handle { get; } = handle;

    /// <summary>Where the next record goes.</summary>
    public long Length { get; set; }

    /// <summary>Records that are not yet known to be stored.</summary>
    public int Outstanding { get; set; }

    /// <summary>Nothing more is written to it.</summary>
    public bool IsSealed { get; set; }
}

/// <summary>Where a call stands in the journal.</summary>
/// <param name="File">Null when it could not be journalled.</param>
/// <param name="Offset">Of the encoded call, behind its frame.</param>
/// <param name="Length">Of the encoded call in bytes.</param>
internal readonly record struct JournalEntry(JournalFile? File, long Offset, int Length)
{
    public bool IsJournaled => File is not null;
}
