using System.Text;

namespace Reprise.Client.Tools;

/// <summary>How a program ended, and what it wrote.</summary>
public sealed record ExecutableResult
{
    public required ExecutableEnd End { get; init; }

    /// <summary>128 + the signal for a program that was ended by one.</summary>
    public required int ExitCode { get; init; }

    /// <summary>The beginning of it, up to the limit.</summary>
    public required ReadOnlyMemory<byte> Output { get; init; }
    public required ReadOnlyMemory<byte> Error { get; init; }

    /// <summary>How much was written in all.</summary>
    public required long OutputBytes { get; init; }
    public required long ErrorBytes { get; init; }
    public required DateTimeOffset Started { get; init; }
    public required TimeSpan Duration { get; init; }

    public bool IsOutputTruncated => OutputBytes > Output.Length;
    public bool IsErrorTruncated => ErrorBytes > Error.Length;

    /// <summary>Ended by itself with exit code 0.</summary>
    public bool IsSuccess => End == ExecutableEnd.Exited && ExitCode == 0;

    /// <summary>Bytes that are no UTF-8 become replacement characters.</summary>
    public string OutputText => Encoding.UTF8.GetString(Output.Span);
    public string ErrorText => Encoding.UTF8.GetString(Error.Span);
}

public enum ExecutableEnd
{
    /// <summary>By itself.</summary>
    Exited,
    TimedOut,

    /// <summary>It wrote more than it may.</summary>
    Flooded,
    TooManyProcesses,

    /// <summary>The caller gave up.</summary>
    Cancelled,
}
