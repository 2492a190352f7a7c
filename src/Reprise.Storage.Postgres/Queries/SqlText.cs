using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Reprise.Interactions;

namespace Reprise.Storage.Postgres.Queries;

/// <summary>A statement being written: text and the values of its parameters, which never become text.</summary>
internal sealed class SqlText
{
    private readonly StringBuilder _text = new();
    private readonly List<object> _values = [];

    public IReadOnlyList<object> Values => _values;

    public SqlText Add(string text)
    {
        _text.Append(text);
        return this;
    }

    /// <summary>A text, long, double, bool, time or id. Texts are written as the database keeps them.</summary>
    public SqlText Value(object value)
    {
        _values.Add(value is string text ? PostgresText.Parameter(text) : value);
        _text.Append(CultureInfo.InvariantCulture, $"${_values.Count}");
        return this;
    }

    public NpgsqlCommand ToCommand(NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand(_text.ToString(), connection);
        foreach (var value in _values) command.Parameters.Add(Parameter(value));
        return command;
    }

    /// <summary>Runs it and returns how many rows it changed.</summary>
    public async Task<long> RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using var command = ToCommand(connection);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<List<T>> ReadAsync<T>(NpgsqlConnection connection, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        await EachAsync(connection, row => rows.Add(read(row)), cancellationToken).ConfigureAwait(false);
        return rows;
    }

    /// <summary>Runs it and shows each row as it comes.</summary>
    public async Task EachAsync(NpgsqlConnection connection, Action<NpgsqlDataReader> show, CancellationToken cancellationToken)
    {
        using var command = ToCommand(connection);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) show(reader);
    }

    public override string ToString() => _text.ToString();

    private static NpgsqlParameter Parameter(object value) => value switch
    {
        DateTimeOffset time => new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = time.UtcDateTime },
        InteractionId id => new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Uuid, Value = InteractionRow.GuidOf(id) },
        _ => new NpgsqlParameter { Value = value },
    };
}
