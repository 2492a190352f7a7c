using Reprise.Privacy.Detection.Text;

namespace Reprise.Privacy.Detection.Numbers;

/// <summary>Four numbers up to 255 with dots between them, that no word calls a version.</summary>
internal static class Ip4
{
    public static bool Matches(Passage passage, in NumberRun run)
    {
        if (run.Groups.Length != 4 || run.Separator is not '.') return false;
        var at = 0;
        foreach (var length in run.Groups)
        {
            if (length > 3 || Checks.Value(run.Digits.Slice(at, length)) > 255) return false;
            if (length > 1 && run.Digits[at] == 0) return false;
            at += length;
        }

        // A port, a length of network or a path may follow; a fifth number may not.
        var before = passage.Before(run.Start);
        var after = passage.At(run.End);
        var free = before is not (':' or '.' or '_' or '-') && after is not ('_' or '-') && !(after is '.' && char.IsLetterOrDigit(passage.At(run.End + 1)));
        return free && !passage.Near(run.First, WordKinds.VersionContext, 2);
    }
}
