using Npgsql;
using NpgsqlTypes;
using Reprise.Interactions;

namespace Reprise.Storage.Postgres.Writing;

/// <summary>Columns of several rows as the parameters of one statement, which takes them apart with <c>unnest</c>.</summary>
internal static class CommandValues
{
    public static void Add<T>(this NpgsqlCommand command, IEnumerable<T> values) => command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values.ToArray() });

    /// <summary>The times of positions.</summary>
    public static void AddTimes(this NpgsqlCommand command, IEnumerable<long> positions) => command.Parameters.Add(new NpgsqlParameter
    {
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
        Value = positions.Select(position => Position.Time(position).UtcDateTime).ToArray(),
    });
}
