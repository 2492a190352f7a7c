namespace Reprise.Privacy.Redaction;

/// <summary>How classes of content are named on records.</summary>
internal static class ClassWords
{
    public const string Input = "input";
    public const string Output = "output";
    public const string System = "system";
    public const string Tools = "tools";

    /// <summary>All of both bodies.</summary>
    public const string Bodies = "bodies";

    public static string Of(ContentClass content) => content switch
    {
        ContentClass.Input => Input,
        ContentClass.Output => Output,
        ContentClass.System => System,
        _ => Tools,
    };
}
