using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Reprise.Cli;
using Reprise.Cli.Output;

namespace Reprise.EndToEnd.Tests.Cli;

/// <summary>What one command line did.</summary>
internal sealed record Run(int ExitCode, byte[] Bytes, string Error)
{
    public string Output => Encoding.UTF8.GetString(Bytes);

    /// <summary>Output as JSON Lines; fails when a line is none.</summary>
    public IReadOnlyList<JsonElement> Lines => [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];

    /// <summary>In this process, over the same code as the program's first line.</summary>
    public static async Task<Run> Here(params string[] args) => await Here(new RunSettings(), args);

    public static async Task<Run> Here(RunSettings settings, params string[] args)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var terminal = new Terminal
        {
            Output = output,
            Error = error,
            OpenInput = () => settings.InputStream ?? new MemoryStream(settings.Input),
            OutputIsTerminal = settings.OutputIsTerminal,
            InputIsTerminal = settings.InputIsTerminal,
            ConsoleWidth = settings.Width,
            Environment = name => settings.Environment.GetValueOrDefault(name),
        };
        var exitCode = await CommandLine.RunAsync(CommandLine.Tree(terminal), args, terminal, settings.CancellationToken ?? TestContext.Current.CancellationToken);
        return new Run(exitCode, output.ToArray(), error.ToString());
    }

    /// <summary>As a process of its own, as a shell would start it.</summary>
    public static async Task<Run> Process(params string[] args)
    {
        using var process = Start(args);
        var output = new MemoryStream();
        var copying = process.StandardOutput.BaseStream.CopyToAsync(output, TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await copying;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Run(process.ExitCode, output.ToArray(), error);
    }

    public static Process Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CommandLine).Assembly.Location, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var name in new[] { "REPRISE_SERVER", "REPRISE_PROJECT" }) start.Environment.Remove(name);
        var process = System.Diagnostics.Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}

internal sealed record RunSettings
{
    public byte[] Input { get; init; } = [];

    /// <summary>Instead of <see cref="Input"/>.</summary>
    public Stream? InputStream { get; init; }
    public bool OutputIsTerminal { get; init; }
    public bool InputIsTerminal { get; init; }
    public int Width { get; init; } = 120;
    public Dictionary<string, string> Environment { get; init; } = [];
    public CancellationToken? CancellationToken { get; init; }
}
