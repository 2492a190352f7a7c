namespace Reprise.Cli;

/// <summary>What the process says to whoever started it. Documented in docs/cli.md.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>The command ran and did not succeed, or not wholly.</summary>
    public const int Failed = 1;

    /// <summary>The command line was wrong; nothing was read, sent or written.</summary>
    public const int Usage = 2;
    public const int Unreachable = 3;

    /// <summary>Ctrl-C or a request to end, as shells count it.</summary>
    public const int Interrupted = 130;
}
