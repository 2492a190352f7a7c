namespace Reprise.Storage.Sqlite.Bodies;

/// <summary>Numbers of segments: the project above 40 bits that count from 1 within it.</summary>
internal static class SegmentId
{
    private const int NumberBits = 40;

    public static long First(int project) => ((long)project << NumberBits) + 1;

    public static long End(int project) => (long)(project + 1) << NumberBits;

    public static int Project(long segment) => (int)(segment >> NumberBits);
}
