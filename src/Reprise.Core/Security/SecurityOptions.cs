namespace Reprise.Security;

/// <summary>How interactions are scanned. Section <c>Security</c>.</summary>
public sealed class SecurityOptions
{
    public const string Section = "Security";

    /// <summary>Whether each recorded call is scanned, behind its answer. Default true. Policies that act at the gateway scan in any case.</summary>
    public bool Scan { get; set; } = true;

    /// <summary>
    /// Whether rules are looked for with libyara, where it is installed. Default true. The library runs inside the server and a fault in it ends the server; false leaves
    /// it unloaded, and everything else goes on.
    /// </summary>
    public bool Yara { get; set; } = true;

    /// <summary>The folder of rules of one's own; default <c>rules</c> in the data folder.</summary>
    public string? RuleFolder { get; set; }

    /// <summary>Most characters scanned of each side of a call; of a longer one the first three quarters and the end. Default 262,144; 1,024 to 16,777,216.</summary>
    public int MaxCharacters { get; set; } = 256 * 1024;

    public IEnumerable<string> Mistakes()
    {
        if (MaxCharacters is < 1024 or > 16 * 1024 * 1024) yield return "Security:MaxCharacters must be 1,024 to 16,777,216.";
    }
}
