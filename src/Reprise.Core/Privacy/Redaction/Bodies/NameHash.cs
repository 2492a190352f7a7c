namespace Reprise.Privacy.Redaction.Bodies;

/// <summary>Tells names and paths of names apart (FNV-1a over characters). Two that fall together would only be looked at together.</summary>
internal static class NameHash
{
    public const ulong Seed = 14695981039346656037;

    public static ulong Of(ReadOnlySpan<char> name, ulong seed = Seed)
    {
        foreach (var c in name) seed = (seed ^ c) * 1099511628211;
        return (seed ^ '\u0001') * 1099511628211;
    }
}
