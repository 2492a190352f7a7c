namespace Reprise.Transfer;

/// <summary>
/// Names of members that mean something to MongoDB: a leading <c>$</c> is an operator there, and in Extended JSON a type. It is written as <c>%24</c>, and what
/// looks like that already as <c>%25</c>, so that every name comes back as it was.
/// </summary>
internal static class MongoNames
{
    public static string Safe(string name)
    {
        if (name.Contains('\0', StringComparison.Ordinal)) name = name.Replace('\0', '\uFFFD');
        if (name.StartsWith('$')) return "%24" + name[1..];
        return name.StartsWith("%24", StringComparison.Ordinal) || name.StartsWith("%25", StringComparison.Ordinal) ? "%25" + name[1..] : name;
    }

    public static string Original(string name)
    {
        if (name.StartsWith("%24", StringComparison.Ordinal)) return "$" + name[3..];
        return name.StartsWith("%25", StringComparison.Ordinal) ? "%" + name[3..] : name;
    }
}
