using System.CommandLine;
using Reprise.Cli.Backup;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Backup;

/// <summary>The key of a backup.</summary>
internal sealed class KeyOptions
{
    private readonly Terminal _terminal;
    private readonly Option<string?> _file;

    private KeyOptions(Terminal terminal, string description)
    {
        _terminal = terminal;
        _file = new Option<string?>("--key-file") { Description = $"{description}: a file with {BackupKey.Length} bytes, plain, in hex or in base64 [env: {BackupKey.Variable}, such a key or a passphrase]", HelpName = "file" };
        _file.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !File.Exists(result.Tokens[0].Value)) result.AddError($"--key-file: there is no file '{result.Tokens[0].Value}'.");
        });
    }

    public static KeyOptions AddTo(Command command, Terminal terminal, string description)
    {
        var options = new KeyOptions(terminal, description);
        command.Options.Add(options._file);
        return options;
    }

    /// <summary>Null where there is none.</summary>
    public BackupKey? Read(ParseResult parsed)
    {
        if (parsed.GetValue(_file) is { } path) return BackupKey.OfFile(path);
        return _terminal.Environment(BackupKey.Variable) is { Length: > 0 } text ? BackupKey.OfText(text) : null;
    }
}

/// <summary>The server whose record it is: one that runs, or one over a data folder for the time of the command.</summary>
internal sealed class BackupServerOptions
{
    private readonly ConnectionOptions _connection;

    private readonly Option<string?> _data = new("--data")
    {
        Description = "Data folder to open for the time of the command when no running server has it open; nothing but this command changes it",
        HelpName = "folder",
    };

    private readonly Option<string[]> _set = new("--set") { Description = "With --data: a setting of that server, such as Storage:Engine=postgres; may be repeated", HelpName = "key=value" };

    private BackupServerOptions(ConnectionOptions connection) => _connection = connection;

    public static BackupServerOptions AddTo(Command command, Terminal terminal)
    {
        var options = new BackupServerOptions(ConnectionOptions.AddServerTo(command, terminal));
        command.Options.Add(options._data);
        command.Options.Add(options._set);
        return options;
    }

    public Task<BackupServer> OpenAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        BackupServer.OpenAsync(_connection.Address(parsed), parsed.GetValue(_data), parsed.GetValue(_set) ?? [], cancellationToken);
}
