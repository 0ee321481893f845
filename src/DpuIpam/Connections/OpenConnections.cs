using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace DpuIpam.Connections;

/// <summary>The connections of a runspace. One of them is the default: the one that was opened last.</summary>
/// <remarks>Kept per runspace, since one that runs beside it must not find its connection replaced.</remarks>
internal sealed class OpenConnections
{
    private static readonly ConditionalWeakTable<Runspace, OpenConnections> ByRunspace = [];

    private readonly List<Connection> _open = [];

    /// <summary>Those of the runspace that the caller runs in.</summary>
    public static OpenConnections Here => ByRunspace.GetOrCreateValue(Runspace.DefaultRunspace);

    /// <summary>What commands use that name no connection; null when there is none.</summary>
    public Connection? Default { get; private set; }

    public IReadOnlyList<Connection> All => _open;

    /// <summary>Adds a connection and makes it the default. An earlier one of its name is no longer found by it.</summary>
    public void Add(Connection connection)
    {
        _open.RemoveAll(other => HasName(other, connection.Name) || !other.IsOpen);
        _open.Add(connection);
        Default = connection;
    }

    /// <summary>Forgets a connection; without the default, there is none.</summary>
    public void Remove(Connection connection)
    {
        _open.Remove(connection);
        if (Default == connection) Default = null;
    }

    public Connection? Find(string name) =>
        _open.Find(connection => HasName(connection, name));

    /// <summary>An open connection to where a connection leads: itself, or else the newest one that reads the same.</summary>
    /// <returns>The connection itself, closed, where there is none.</returns>
    public Connection InPlaceOf(Connection connection)
    {
        if (connection.IsOpen) return connection;
        // With another namespace, the objects around would be other ones.
        return _open.FindLast(other => other.IsOpen && other.IsSame(connection) && other.Namespace == connection.Namespace)
            ?? connection;
    }

    private static bool HasName(Connection connection, string name) =>
        string.Equals(connection.Name, name, StringComparison.OrdinalIgnoreCase);
}
