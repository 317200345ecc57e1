namespace NetMesh.Planet.Traffic;

/// <summary>Keeps the connections of each host in two lists, threaded through the connections themselves: those it dialled, those it was called on.</summary>
internal static class ConnectionList
{
    public static void Add(Connection connection)
    {
        connection.NextOfCaller = connection.Caller.FirstDialled;
        if (connection.NextOfCaller is { } dialled)
        {
            dialled.PreviousOfCaller = connection;
        }

        connection.Caller.FirstDialled = connection;
        connection.NextOfCalled = connection.Called.FirstCalled;
        if (connection.NextOfCalled is { } called)
        {
            called.PreviousOfCalled = connection;
        }

        connection.Called.FirstCalled = connection;
    }

    public static void Remove(Connection connection)
    {
        if (connection.PreviousOfCaller is { } before)
        {
            before.NextOfCaller = connection.NextOfCaller;
        }
        else
        {
            connection.Caller.FirstDialled = connection.NextOfCaller;
        }

        if (connection.NextOfCaller is { } after)
        {
            after.PreviousOfCaller = connection.PreviousOfCaller;
        }

        if (connection.PreviousOfCalled is { } beforeCalled)
        {
            beforeCalled.NextOfCalled = connection.NextOfCalled;
        }
        else
        {
            connection.Called.FirstCalled = connection.NextOfCalled;
        }

        if (connection.NextOfCalled is { } afterCalled)
        {
            afterCalled.PreviousOfCalled = connection.PreviousOfCalled;
        }

        connection.NextOfCaller = connection.PreviousOfCaller = connection.NextOfCalled = connection.PreviousOfCalled = null;
    }
}
